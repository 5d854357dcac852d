import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { acknowledgerOf, stepsOf } from './acknowledgement.ts';
import type { DeviationKind } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';
import { layoutOf } from './fault-workload.ts';
import { liveLooksOf } from './live-looks.ts';
import { type Trouble, troublesOf } from './session-trouble.ts';
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
    case 'part-of-group':
      return mayHaveKnown(faultCase) ? ['part-of-group'] : [];
    case 'twice':
    case 'out-of-order':
      if (!mayHaveKnown(faultCase)) return [];
      return unnoticed ? ['short-write', 'twice'] : ['twice'];
    case 'unreadable':
    case 'not-whole': {
      const kind = harmOf(context, faultCase);
      if (!unnoticed) return kind === undefined ? [] : [kind];
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

function lossKinds(step: number, context: TroubleContext, faultCase: FaultCase): DeviationKind[] {
  const { at } = context;
  const { report, timeline, workload } = faultCase;
  const operation = report.operations[step];
  const span = timeline.spans[step];
  const acknowledger = acknowledgerOf(step, at, faultCase);
  if (operation === undefined || span === undefined || acknowledger === undefined) return [];
  if (step >= layoutOf(workload).afterCloseFrom) return ['close'];
  const [first] = timeline.strikes;
  if (first === undefined) return acknowledger.by === 'close' ? ['close'] : ['failed-write'];
  const harm = harmOf(context, faultCase);
  const tookAlong: DeviationKind[] = harm === undefined ? [] : [harm];
  if (acknowledger.by === 'call') {
    if (!isStruck(timeline, span)) return tookAlong;
    return [operation.op === 'append' ? 'append-lost' : 'failed-write'];
  }
  const told = acknowledger.by === 'flush' ? timeline.spans[acknowledger.flush] : undefined;
  // Taken along, if it was there: a flush that lies does so without any failure, and is for another suite.
  if (told?.to !== undefined && told.to < first.at) return wasStored(step, told.to + 1, faultCase) ? tookAlong : [];
  const reported = report.operations.some(({ op }, index) => {
    const flush = timeline.spans[index];
    return op === 'flush' && flush?.outcome === 'rejected' && flush.from < (told?.from ?? at) && (flush.to ?? 0) > first.at;
  });
  const shown = toldByRead({ from: first.at, to: told?.from ?? at }, faultCase);
  const ignored: DeviationKind[] = report.appendReturnedPromise === true && operation.op === 'append' ? ['promise-ignored'] : [];
  return [reported || shown ? 'hole' : 'silent-failure', ...ignored];
}

/** Whether a look in between was refused: a read that flushes first has told the failure, and no flush will tell it again. */
function toldByRead({ from, to }: { from: number; to: number }, faultCase: FaultCase): boolean {
  const reported = new Set(faultCase.report.reported.map(({ message }) => message));
  return liveLooksOf(faultCase).some(({ at, disturbed, snapshot: { read, listed } }) => {
    if (at < from || at > to) return false;
    return [...Object.values(read), ...(listed === undefined ? [] : [listed])].some((result) => {
      // Where a call failed in the look as well, only what onError was given too is surely the earlier failure.
      const thrown = 'problem' in result && result.problem.kind === 'threw' ? result.problem.message : undefined;
      return thrown !== undefined && (!disturbed || reported.has(thrown));
    });
  });
}

/**
 * The kind of harm by what was being written when the disk failed: an append, by itself or from a queue, or another write; `undefined` where
 * both were, since either may have done it.
 */
function harmOf({ steps }: TroubleContext, faultCase: FaultCase): 'glued' | 'failed-write' | undefined {
  const { report, timeline } = faultCase;
  const isHit = (index: number): boolean => {
    const span = timeline.spans[index];
    return span !== undefined && isStruck(timeline, span);
  };
  const own = steps.filter(({ index }) => isHit(index)).map(({ operation }) => operation);
  const struck = own.length > 0 ? own : report.operations.filter((_, index) => isHit(index));
  const harms = new Set(struck.map((operation) => harmBy(operation, faultCase)));
  const [harm] = harms.size === 0 ? [inBackground(faultCase)] : harms;
  return harms.size > 1 ? undefined : harm;
}

function harmBy({ op }: Operation, faultCase: FaultCase): 'glued' | 'failed-write' {
  if (op === 'flush' || op === 'rest') return inBackground(faultCase);
  return op === 'append' ? 'glued' : 'failed-write';
}

function inBackground({ capabilities, claims }: FaultCase): 'glued' | 'failed-write' {
  return capabilities.records && (claims.append === 'queued' || !capabilities.fields) ? 'glued' : 'failed-write';
}

/** Whether a new instance, opened when a flush had just resolved, showed all that it had to. */
function wasStored(step: number, at: number, faultCase: FaultCase): boolean {
  const { report, fresh, capabilities } = faultCase;
  const operation = report.operations[step];
  const session = operation === undefined ? undefined : sessionOf(operation);
  const look = fresh.find((one) => one.when === 'after-flush' && one.at === at)?.look;
  const result = session === undefined ? undefined : look?.snapshot?.read[session];
  if (session === undefined || result === undefined) return false;
  const parts = { fields: capabilities.fields, records: capabilities.records };
  const options = { parts, creates: capabilities.methods.includes('create') };
  return troublesOf(result, stepsOf(session, at, faultCase), options).length === 0;
}

function appendedSince({ steps }: TroubleContext, { timeline }: FaultCase): boolean {
  const struckAt = timeline.strikes[0]?.at ?? Number.POSITIVE_INFINITY;
  return steps.some(({ index, operation, must }) => {
    return must && operation.op === 'append' && (timeline.spans[index]?.from ?? 0) > struckAt;
  });
}

/**
 * Whether a store that tries again could have known what was written. Not where the call told a lie, as a close does that fails, since it
 * has closed all the same; nor where undoing a failed write failed too.
 */
function mayHaveKnown({ fault, timeline }: FaultCase): boolean {
  const failed = timeline.strikes.filter(({ event }) => event.error !== undefined);
  return fault?.manner !== 'after-effect' && failed.length <= 1 && failed[0]?.event.primitive !== 'close';
}
