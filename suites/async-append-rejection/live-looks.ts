import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { FaultCase, FreshLookAt } from './fault-case.ts';
import { layoutOf } from './fault-workload.ts';

/** What the instance showed of itself at one moment. */
export interface LiveLook {
  /** Index in the trace. */
  readonly at: number;
  readonly snapshot: Snapshot;
  /** All that had been accepted was acknowledged, so that it must be shown. */
  readonly settled: boolean;
  /** A call failed in the midst of the look, which excuses whatever it shows. */
  readonly disturbed: boolean;
  /** What a new instance shows of the same disk, if that was tried. */
  readonly fresh?: FreshLookAt;
}

export function liveLooksOf(faultCase: FaultCase): LiveLook[] {
  const { workload, timeline, report, claims, fresh } = faultCase;
  const { looks } = layoutOf(workload);
  return looks.flatMap((rest, number): LiveLook[] => {
    const snapshot = report.snapshots[number];
    const from = timeline.spans[rest]?.to;
    const to = timeline.spans[rest + 1]?.from;
    if (snapshot === undefined || from === undefined || to === undefined) return [];
    const at = from + 1;
    const last = number === looks.length - 1;
    const beside = fresh.find((one) => one.when === 'at-look' && one.at === at) ?? (last ? afterClose(faultCase) : undefined);
    return [
      {
        at,
        snapshot,
        settled: claims.acknowledgedBy === 'call' ? claims.append === 'awaited' : isFlushed(rest, faultCase),
        disturbed: timeline.strikes.some((strike) => strike.at > from && strike.at < to),
        ...(beside === undefined ? {} : { fresh: beside }),
      },
    ];
  });
}

/** Closing changes nothing that is there. */
function afterClose({ report, workload, fresh }: FaultCase): FreshLookAt | undefined {
  if (report.closed?.ok !== true || workload.afterClose.length > 0) return undefined;
  return fresh.find(({ when }) => when === 'at-end');
}

/** Whether the last call before this rest that was none was a flush that resolved. */
function isFlushed(rest: number, { report, timeline }: FaultCase): boolean {
  const before = report.operations.slice(0, rest).findLastIndex(({ op }) => op !== 'rest');
  return report.operations[before]?.op === 'flush' && timeline.spans[before]?.outcome === 'acknowledged';
}
