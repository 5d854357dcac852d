import type { FsEvent } from '../../disk/trace.ts';
import type { ClientEvent } from '../../model/program.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { isChange } from '../change.ts';
import type { TogetherTraceEntry } from '../together.ts';

function isFsEvent(entry: TogetherTraceEntry): entry is FsEvent {
  return entry.type === 'fs';
}

/** How many changes of the disk there are among the first entries. */
export function changesIn(trace: readonly TogetherTraceEntry[], entries: number): number {
  let changes = 0;
  for (let at = 0; at < entries; at++) {
    const entry = trace[at];
    if (entry !== undefined && isFsEvent(entry) && isChange(entry)) changes++;
  }
  return changes;
}

/** The history up to a point. */
export function historyAt(trace: readonly TogetherTraceEntry[], { changes }: CrashPoint): ClientEvent[] {
  const history: ClientEvent[] = [];
  let seen = 0;
  for (const entry of trace) {
    if (!isFsEvent(entry)) history.push(entry);
    else if (isChange(entry) && seen++ === changes) break;
  }
  return history;
}
