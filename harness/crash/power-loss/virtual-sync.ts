import type { DiskLog, LogEntry, MomentCounts, NamesOperation } from '../../disk/disk-log.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { Change } from '../../host/change.ts';
import type { MissingCall } from '../../verdict/counterexample.ts';
import { siteOf } from '../call-site.ts';

/** A sync that the store did not make, beside every call of one line of its code. */
export interface VirtualSync {
  readonly of: MissingCall['of'];
  readonly when: MissingCall['when'];
  /** As `siteKey` gives it. */
  readonly site: string;
}

/** The line of the store that made a call, with what it called; calls without a stack are told apart by their API alone. */
export function siteKey({ stack, api, primitive }: FsEvent): string {
  const site = stack === undefined ? undefined : siteOf(stack, api);
  return site === undefined ? `${api} ${primitive}` : `${site.file}:${site.line}:${site.column} ${primitive}`;
}

/** A log as it would be, had the store made these syncs. */
export interface VirtualLog {
  readonly log: DiskLog;
  /** Of each moment: how many of the store's own syncs had happened. */
  readonly ownSyncs: readonly number[];
}

/** Inserts syncs into a log. The operations keep their indices, so images are made with the original log. */
export function withSyncs(original: DiskLog, changes: readonly Change[], syncs: readonly VirtualSync[]): VirtualLog {
  const entries: LogEntry[] = [];
  const before: MomentCounts[] = [];
  const ownSyncs: number[] = [];
  let inserted = 0;
  const push = (entry: LogEntry, counts: MomentCounts): void => {
    before.push({ ...counts, syncs: counts.syncs + inserted });
    ownSyncs.push(counts.syncs);
    entries.push(entry);
  };
  const insert = (targets: readonly SyncTarget[], event: FsEvent, counts: MomentCounts): void => {
    for (const { ino, directory } of targets) {
      push({ type: 'sync', ino, directory, failed: false, event }, counts);
      inserted++;
    }
  };
  for (const [position, entry] of original.entries.entries()) {
    const [now, then] = [original.before[position], original.before[position + 1]];
    if (now === undefined || then === undefined) throw new Error(`no counts of moment ${position}`);
    const change = entry.type === 'operation' ? changes[entry.operation.change] : undefined;
    const here = change === undefined ? [] : syncs.filter(({ site }) => site === siteKey(change.event));
    const targets = (when: VirtualSync['when']) =>
      here.filter((sync) => sync.when === when).flatMap((sync) => targetsOf(sync, entry));
    if (change !== undefined && isFirst(original, position)) insert(targets('before'), change.event, now);
    push(entry, now);
    // What the client was told after the call, it was not told before the sync.
    if (change !== undefined && isLast(original, position))
      insert(targets('after'), change.event, { ...then, history: now.history });
  }
  const end = original.before.at(-1);
  if (end !== undefined) {
    before.push({ ...end, syncs: end.syncs + inserted });
    ownSyncs.push(end.syncs);
  }
  return { log: { ...original, entries, before }, ownSyncs };
}

interface SyncTarget {
  readonly ino: number;
  readonly directory: boolean;
}

function targetsOf({ of }: VirtualSync, entry: LogEntry): SyncTarget[] {
  if (entry.type !== 'operation') return [];
  const { operation } = entry;
  if (operation.kind !== 'names') return of === 'file' ? [{ ino: operation.ino, directory: false }] : [];
  if (of === 'file') return operation.ino === 0 ? [] : [{ ino: operation.ino, directory: false }];
  return directoriesOf(operation).map((ino) => ({ ino, directory: true }));
}

/** The directories whose fsync forces a change of names. */
function directoriesOf({ changes }: NamesOperation): number[] {
  const added = changes.filter(({ ino }) => ino !== null);
  return [...new Set((added.length > 0 ? added : changes).map(({ dir }) => dir))];
}

function changeAt({ entries }: DiskLog, position: number): number | undefined {
  const entry = entries[position];
  return entry?.type === 'operation' ? entry.operation.change : undefined;
}

function isFirst(log: DiskLog, position: number): boolean {
  return changeAt(log, position - 1) !== changeAt(log, position);
}

function isLast(log: DiskLog, position: number): boolean {
  return changeAt(log, position + 1) !== changeAt(log, position);
}
