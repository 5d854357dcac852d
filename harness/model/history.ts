import type { Operation } from './operation.ts';
import { sessionOf } from './operation.ts';
import { applyOperation, type ModelState } from './reference.ts';

/**
 * A history event: `operation` is the index in the workload's operations. `invoke` when the call is made, `acknowledge` when it
 * returned or its promise resolved, `reject` when it threw or its promise rejected.
 */
export interface HistoryEvent {
  readonly type: 'invoke' | 'acknowledge' | 'reject';
  readonly operation: number;
  /** The error's text, of a `reject`. */
  readonly error?: string;
  /** Of a `reject`: the call itself threw, rather than returning a promise that was rejected. */
  readonly threw?: true;
}

/** What had happened to each operation when the store was killed. */
export type OperationStatus = 'not-invoked' | 'pending' | 'acknowledged' | 'rejected';

/** Folds a history's prefix into the status of each of `count` operations. */
export function statusesOf(events: Iterable<HistoryEvent>, count: number): OperationStatus[] {
  const statuses = new Array<OperationStatus>(count).fill('not-invoked');
  for (const event of events) {
    statuses[event.operation] = event.type === 'invoke' ? 'pending' : event.type === 'acknowledge' ? 'acknowledged' : 'rejected';
  }
  return statuses;
}

/**
 * What one session may look like after a crash.
 *
 * `states[k]` is the state after the session's first k invoked operations, in their order. Durable linearizability (Izraelevitz,
 * Mendes and Scott, DISC'16) for one client: the recovered state is `states[k]` for some k with `required <= k <= states.length - 1`; so a later
 * operation never survives without the earlier ones, acknowledged or not ("no holes").
 */
export interface SessionExpectation {
  readonly session: string;
  readonly states: readonly ModelState[];
  /** The workload's operation that leads from `states[k]` to `states[k + 1]`, as index. */
  readonly operations: readonly number[];
  /** Operations that must have survived, counted from the first. */
  readonly required: number;
  /** Operations that were before the last completed flush. */
  readonly flushed: number;
  /** Index of the operation on this session that was in flight, if one was. */
  readonly inFlight: number | undefined;
}

export interface ExpectationOptions {
  /** What acknowledges: the call itself, the next flush, or nothing at all (a store that claims to survive nothing). */
  readonly acknowledgedBy: 'call' | 'flush' | 'nothing';
}

/**
 * The set of legal states of every session of a workload, for a crash at the end of the given history.
 *
 * Example: create(a) acknowledged, patch(a) pending. states = [null, created, patched], required = 1: legal are created and patched.
 */
export function expectationsOf(
  operations: readonly Operation[],
  statuses: readonly OperationStatus[],
  sessions: readonly string[],
  { acknowledgedBy }: ExpectationOptions,
): SessionExpectation[] {
  const lastFlush = operations.findLastIndex(
    (operation, index) => operation.op === 'flush' && statuses[index] === 'acknowledged',
  );
  return sessions.map((session) => {
    const states: ModelState[] = [null];
    const indices: number[] = [];
    let required = 0;
    let flushed = 0;
    let inFlight: number | undefined;
    for (const [index, operation] of operations.entries()) {
      const status = statuses[index] ?? 'not-invoked';
      if (sessionOf(operation) !== session || status === 'not-invoked') continue;
      states.push(applyOperation(states.at(-1) ?? null, operation));
      indices.push(index);
      if (status === 'acknowledged' && index < lastFlush) flushed = indices.length;
      if (status === 'acknowledged' && acknowledgedBy === 'call') required = indices.length;
      if (status === 'pending') inFlight = index;
    }
    if (acknowledgedBy === 'flush') required = flushed;
    return { session, states, operations: indices, required, flushed, inFlight };
  });
}

/** The legal states themselves: after any number of operations from `required` on. */
export function legalStates(expectation: SessionExpectation): readonly ModelState[] {
  return expectation.states.slice(expectation.required);
}
