import type { Disk } from '../../disk/disk.ts';
import { type DiskLog, diskLogOf, momentOf } from '../../disk/disk-log.ts';
import { PartialImages } from '../../disk/partial-image.ts';
import type { HistoryEvent } from '../../model/history.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { changesOf, historyOf } from '../change.ts';
import type { Life } from '../host.ts';
import type { TraceEntry } from '../trace-entry.ts';
import { DiskReplay } from './disk-replay.ts';

/** What a life left behind, and what a crash anywhere in it would have left, by its trace. What is dear is made when it is asked for. */
export function whatWasLived(
  start: Disk,
  end: Disk,
  trace: readonly TraceEntry[],
): Pick<Life<Disk>, 'trace' | 'changes' | 'end' | 'imageAt'> & { diskLog(): DiskLog } {
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
