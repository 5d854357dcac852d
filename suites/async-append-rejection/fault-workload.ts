import type { LifePlan, LifeStep } from '../../harness/host/life.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';

/** What a client does in one life while the disk fails and heals. Plain data. */
export interface FaultWorkload {
  /** Then the store comes to rest, and what the instance shows is looked at. */
  readonly operations: readonly Operation[];
  /** Then the same again. */
  readonly afterwards: readonly Operation[];
  /** Instead of all that the store is closed right after `operations`. */
  readonly closesAtOnce?: true;
  /** The last of `operations` is called and not awaited when the store is closed. */
  readonly unawaited?: true;
  /** After `operations` these, over and over, with a look after each round; then the store is closed. */
  readonly repeated?: readonly Operation[];
  /** With `repeated`: the store is closed and opened anew before each round. */
  readonly reopens?: true;
  /** On a backend of the user's whose appends all fail; then the store is closed. */
  readonly backend?: 'rejects';
  /** Called on the store that was closed. */
  readonly afterClose: readonly Operation[];
  /** The one of `operations` that holds a value which cannot be serialised. */
  readonly unserialisable?: number;
}

/** Where in the numbering of a life's operations the parts of a workload are. Rests stand around each look, so that it shows in the trace. */
export interface Layout {
  /** Index of the rest before each look; the one after it has the next index. */
  readonly looks: readonly number[];
  readonly afterwardsFrom: number;
  readonly afterCloseFrom: number;
}

export function layoutOf({ operations, afterwards, closesAtOnce, repeated, backend }: FaultWorkload): Layout {
  const count = operations.length;
  if (repeated !== undefined) return { looks: [], afterwardsFrom: count, afterCloseFrom: Number.POSITIVE_INFINITY };
  if (closesAtOnce || backend !== undefined) return { looks: [], afterwardsFrom: count, afterCloseFrom: count };
  const second = count + 2 + afterwards.length;
  return { looks: [count, second], afterwardsFrom: count + 2, afterCloseFrom: second + 2 };
}

const REST: Operation = { op: 'rest' };

export function planOf(workload: FaultWorkload): LifePlan {
  const { operations, afterwards, closesAtOnce, unawaited, backend, afterClose } = workload;
  const sessions = sessionsOf(workload);
  const call = (...called: readonly Operation[]): LifeStep => ({
    do: 'operations',
    operations: called,
    goOn: true,
    ignoreReturned: true,
  });
  const look: LifeStep[] = [call(REST), { do: 'snapshot', sessions }, call(REST)];
  const close: LifeStep[] = [{ do: 'close' }, ...(afterClose.length > 0 ? [call(...afterClose, REST)] : [])];
  if (closesAtOnce && unawaited) {
    const inFlight: LifeStep = { do: 'operations', operations: operations.slice(-1), ignoreReturned: true, unawaited };
    // The rest shows in the trace when close had come back, and lets what is in flight end.
    return { steps: [call(...operations.slice(0, -1)), inFlight, { do: 'close' }, call(...afterClose, REST)] };
  }
  if (backend !== undefined) return { backend, steps: [call(...operations), { do: 'close' }, call(REST)] };
  if (closesAtOnce) return { steps: [call(...operations), ...close] };
  return { steps: [call(...operations), ...look, call(...afterwards), ...look, ...close] };
}

/** Rounds of what is repeated. */
export interface Rounds {
  /** After so many, counted from the beginning, what the process holds is noted; the last one ends the life. */
  readonly countedAfter: readonly number[];
  /** Promises too. */
  readonly promises?: true;
}

export function planOfRounds(workload: FaultWorkload, { countedAfter, promises }: Rounds): LifePlan {
  const { operations, repeated = [], reopens } = workload;
  const call = (called: readonly Operation[]): LifeStep => ({
    do: 'operations',
    operations: called,
    goOn: true,
    ignoreReturned: true,
  });
  const count: LifeStep[] = [call([REST]), { do: 'count-held', ...(promises ? { promises } : {}) }];
  const round = (number: number): LifeStep[] => [
    ...(reopens === true ? [{ do: 'reopen' } as const] : []),
    call(repeated.map((operation) => inRound(operation, number))),
    { do: 'snapshot', sessions: sessionsOf(workload) },
    ...(countedAfter.includes(number + 1) ? count : []),
  ];
  const all = Array.from({ length: countedAfter.at(-1) ?? 0 }, (_, number) => round(number)).flat();
  return { steps: [call(operations), ...all, { do: 'close' }] };
}

/** No two rounds write the same: a store may rightly do nothing where nothing changes. */
function inRound(operation: Operation, round: number): Operation {
  switch (operation.op) {
    case 'create':
    case 'patch':
      return { ...operation, fields: { ...operation.fields, round } };
    case 'append':
      return { ...operation, record: [operation.record, round] };
    case 'appendAll':
    case 'rewrite':
      return { ...operation, records: [...operation.records, round] };
    default:
      return operation;
  }
}

export function sessionsOf({ operations, repeated = [], afterwards, afterClose }: FaultWorkload): string[] {
  return [
    ...new Set([...operations, ...repeated, ...afterwards, ...afterClose].flatMap((operation) => sessionOf(operation) ?? [])),
  ];
}
