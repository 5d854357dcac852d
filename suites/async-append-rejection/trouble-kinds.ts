import type { Operation } from '../../harness/model/operation.ts';
import { acknowledgerOf } from './acknowledgement.ts';
import type { DeviationKind } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';
import { layoutOf } from './fault-workload.ts';
import type { Trouble } from './session-trouble.ts';
import type { Step } from './session-worlds.ts';
import { isStruck } from './timeline.ts';

export interface TroubleContext {
  /** All that had been called on the session. */
  readonly steps: readonly Step[];
  /** When it was looked at. */
  readonly at: number;
}

/** What a store did wrong, by what is wrong with a session and what the disk had done. */
export function kindsOf(trouble: Trouble, context: TroubleContext, faultCase: FaultCase): DeviationKind[] {
  const { fault } = faultCase;
  const unnoticed = fault?.manner === 'short' && fault.thenFails !== true;
  switch (trouble.what) {
    case 'came-back':
      return [unnoticed ? 'short-write' : 'disagree'];
    case 'twice':
    case 'out-of-order':
      // The call told a lie: who believes it and tries again is not to blame.
      if (fault?.manner === 'after-effect') return [];
      return unnoticed ? ['short-write', 'twice'] : ['twice'];
    case 'unreadable':
    case 'not-whole': {
      const kind = struckLog(faultCase) ? 'glued' : 'failed-write';
      if (!unnoticed) return [kind];
      return kind === 'glued' && appendedSince(context, faultCase) ? ['short-write', 'glued'] : ['short-write'];
    }
    case 'lost':
      return unnoticed ? unnoticedLoss(trouble.step, faultCase) : lossKinds(trouble.step, context, faultCase);
  }
}

function unnoticedLoss(step: number, { report, timeline }: FaultCase): DeviationKind[] {
  const since = (timeline.spans[step]?.from ?? 0) > (timeline.strikes[0]?.at ?? Number.POSITIVE_INFINITY);
  return since && report.operations[step]?.op === 'append' ? ['short-write', 'glued'] : ['short-write'];
}

function lossKinds(step: number, { at }: TroubleContext, faultCase: FaultCase): DeviationKind[] {
  const { report, timeline, workload } = faultCase;
  const operation = report.operations[step];
  const span = timeline.spans[step];
  const acknowledger = acknowledgerOf(step, at, faultCase);
  if (operation === undefined || span === undefined || acknowledger === undefined) return [];
  if (step >= layoutOf(workload).afterCloseFrom) return ['close'];
  const [first] = timeline.strikes;
  if (first === undefined) return acknowledger.by === 'close' ? ['close'] : ['failed-write'];
  const tookAlong: DeviationKind = struckLog(faultCase) ? 'glued' : 'failed-write';
  if (acknowledger.by === 'call') {
    if (!isStruck(timeline, span)) return [tookAlong];
    return [operation.op === 'append' ? 'append-lost' : 'failed-write'];
  }
  const told = acknowledger.by === 'flush' ? timeline.spans[acknowledger.flush] : undefined;
  if (told?.to !== undefined && told.to < first.at) return [tookAlong];
  const reported = report.operations.some(({ op }, index) => {
    const flush = timeline.spans[index];
    return op === 'flush' && flush?.outcome === 'rejected' && flush.from < (told?.from ?? at) && (flush.to ?? 0) > first.at;
  });
  const ignored: DeviationKind[] = report.appendReturnedPromise === true && operation.op === 'append' ? ['promise-ignored'] : [];
  return [reported ? 'hole' : 'silent-failure', ...ignored];
}

/** Whether what the disk failed was an append, by itself or from a queue. */
function struckLog({ report, timeline, capabilities, claims }: FaultCase): boolean {
  const [first] = timeline.strikes;
  const index = timeline.spans.findIndex(
    (span) => span !== undefined && first !== undefined && first.at > span.from && first.at < (span.to ?? timeline.end),
  );
  const struck: Operation | undefined = report.operations[index];
  if (struck !== undefined && struck.op !== 'flush' && struck.op !== 'rest') return struck.op === 'append';
  return capabilities.records && (claims.append === 'queued' || !capabilities.fields);
}

function appendedSince({ steps }: TroubleContext, { timeline }: FaultCase): boolean {
  const struckAt = timeline.strikes[0]?.at ?? Number.POSITIVE_INFINITY;
  return steps.some(({ index, operation, must }) => {
    return must && operation.op === 'append' && (timeline.spans[index]?.from ?? 0) > struckAt;
  });
}
