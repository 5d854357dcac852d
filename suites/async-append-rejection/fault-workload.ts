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

export function layoutOf({ operations, afterwards, closesAtOnce }: FaultWorkload): Layout {
  const count = operations.length;
  if (closesAtOnce) return { looks: [], afterwardsFrom: count, afterCloseFrom: count };
  const second = count + 2 + afterwards.length;
  return { looks: [count, second], afterwardsFrom: count + 2, afterCloseFrom: second + 2 };
}

const REST: Operation = { op: 'rest' };

export function planOf(workload: FaultWorkload): LifePlan {
  const { operations, afterwards, closesAtOnce, unawaited, afterClose } = workload;
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
  if (closesAtOnce) return { steps: [call(...operations), ...close] };
  return { steps: [call(...operations), ...look, call(...afterwards), ...look, ...close] };
}

export function sessionsOf({ operations, afterwards, afterClose }: FaultWorkload): string[] {
  return [...new Set([...operations, ...afterwards, ...afterClose].flatMap((operation) => sessionOf(operation) ?? []))];
}
