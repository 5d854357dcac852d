import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';

/** No order of the operations of one partition is both allowed by the model and consistent with real time. */
export interface Violation<State, Input, Output> {
  /** The operations of the partition. */
  readonly operations: ConcurrentHistory<Input, Output>;
  /** The first operation whose return no order reaches, although some order explains everything that had returned before. */
  readonly stuckAt: HistoryOperation<Input, Output>;
  /** Such an order: with it, what happened before `stuckAt` returned is the longest linearizable prefix. It may end with operations that returned later. */
  readonly prefix: readonly HistoryOperation<Input, Output>[];
  /** Where `prefix` leads. */
  readonly state: State;
}
