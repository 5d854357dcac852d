import type { Disk } from '../../disk/disk.ts';
import { type DiskLog, diskLogOf, momentOf } from '../../disk/disk-log.ts';
import { PartialImages } from '../../disk/partial-image.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { HistoryEvent } from '../../model/history.ts';
import type { CrashPoint, KillPoint } from '../../verdict/counterexample.ts';
import { changesOf, historyOf, isChange } from '../change.ts';
import type { Life } from '../host.ts';
import type { TraceEntry } from '../trace-entry.ts';
import { DiskReplay } from './disk-replay.ts';

/** What a life left behind, and what a crash anywhere in it would have left, by its trace. What is dear is made when it is asked for. */
export function whatWasLived(
  start: Disk,
  end: Disk,
  trace: readonly TraceEntry[],
): Pick<Life<Disk>, 'trace' | 'changes' | 'end' | 'imageAt'> & Required<Pick<Life<Disk>, 'diskLog' | 'followedBy'>> {
  const changes = changesOf(trace);
  let history: HistoryEvent[] | undefined;
  let replay: DiskReplay | undefined;
  let log: DiskLog | undefined;
  let partial: PartialImages | undefined;
  const before = (count?: number): HistoryEvent[] => {
    history ??= historyOf(trace);
    return history.slice(0, count);
  };
  const diskLog = (): DiskLog => {
    log ??= diskLogOf(trace, start);
    return log;
  };
  return {
    trace,
    changes,
    end,
    diskLog,
    followedBy: (kill, next) => joined(start, traceUntil(trace, kill), kill, next),
    imageAt: async (point: CrashPoint) => {
      if (point.lost !== undefined) {
        const moment = momentOf(diskLog(), point.changes, point.syncs ?? 0);
        partial ??= new PartialImages(start, diskLog());
        return { image: partial.image(moment, point.lost), history: before(diskLog().before[moment]?.history ?? 0) };
      }
      replay ??= new DiskReplay(start, trace);
      return { image: replay.imageAt(point), history: before(changes[point.changes]?.historyBefore) };
    },
  };
}

/** Two lives on one disk, as if they had been one. Operations are numbered through. */
function joined(start: Disk, before: readonly TraceEntry[], { operations }: KillPoint, next: Life<Disk>): Life<Disk> {
  const renumbered = (event: HistoryEvent): HistoryEvent => ({ ...event, operation: event.operation + operations });
  const after = next.trace.map((entry) => (entry.type === 'fs' ? entry : renumbered(entry)));
  const trace = [...before, ...closedByDeath(before), ...after];
  return { report: next.report, ...whatWasLived(start, next.end, trace) };
}

/** What had happened when so many changes had been made, and so many syncs had come back. */
function traceUntil(trace: readonly TraceEntry[], { changes, syncs }: KillPoint): readonly TraceEntry[] {
  let [changed, synced] = [0, 0];
  const end = trace.findIndex((entry) => {
    if (entry.type !== 'fs') return false;
    if (isChange(entry)) changed++;
    if (isSync(entry)) synced++;
    return changed > changes || synced > syncs;
  });
  return end === -1 ? trace : trace.slice(0, end);
}

/** As the log of a disk counts them. */
function isSync({ primitive, ino = 0, synchronous, effects }: FsEvent): boolean {
  if (primitive === 'fsync' || primitive === 'fdatasync') return ino !== 0;
  return synchronous === true && effects.length > 0;
}

/** The kernel closes what a process leaves open. */
function closedByDeath(trace: readonly TraceEntry[]): FsEvent[] {
  const open = new Map<number, number>();
  for (const entry of trace) {
    if (entry.type !== 'fs' || entry.error !== undefined || entry.ino === undefined) continue;
    const step = entry.primitive === 'open' ? 1 : entry.primitive === 'close' ? -1 : 0;
    open.set(entry.ino, (open.get(entry.ino) ?? 0) + step);
  }
  return [...open].flatMap(([ino, count]) =>
    count > 0 ? [{ type: 'fs', primitive: 'close', api: 'kill', ino, effects: [] } as const] : [],
  );
}
