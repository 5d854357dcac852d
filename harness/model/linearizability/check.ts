import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';
import type { PureModel } from './pure-model.ts';
import { search } from './search.ts';
import type { Violation } from './violation.ts';

export { type ConcurrentHistory, type HistoryOperation, isCompleted } from './concurrent-history.ts';
export { explain } from './explain.ts';
export type { PureModel } from './pure-model.ts';

export interface CheckOptions {
  /**
   * In each partition, about so many configurations are visited at most; a history that needs more is undecided. Default: 200,000. Each costs some
   * steps of the model. How many there are is exponential in the number of operations that are open at once, those pending included.
   */
  readonly configurationsMax?: number;
}

export type CheckResult<State, Input, Output> =
  | {
      readonly verdict: 'linearizable';
      /** An order that explains the history, partition after partition: indices of operations. Pending ones that were not needed are missing. */
      readonly order: readonly number[];
    }
  | { readonly verdict: 'undecided'; readonly reason: string }
  | { readonly verdict: 'violation'; readonly violation: Violation<State, Input, Output> };

/**
 * Whether a history is linearizable (Herlihy and Wing, 1990): whether every operation can be thought to take effect at one moment between its
 * call and its return, so that all of them together do what the model does one after the other. A pending operation may take effect at any
 * time after its call, or never.
 *
 * A violation is one of the first partition, in order of appearance, that has one; a history is undecided only if none was found. `explain` says in
 * words what is wrong, and `checkListOrder` (`list-order.ts`) is faster for long histories of appends to one list.
 */
export function checkLinearizability<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
  { configurationsMax = 200_000 }: CheckOptions = {},
): CheckResult<State, Input, Output> {
  const order: number[] = [];
  let undecided = false;
  for (const indices of partitionsOf(model, history)) {
    const operations =
      indices === undefined ? history : indices.map((index) => history[index] as HistoryOperation<Input, Output>);
    const result = search({ model, history: operations, initial: model.initial(), configurationsMax });
    if (result.verdict === 'undecided') undecided = true;
    if (result.verdict === 'linearizable') for (const place of result.order) order.push(indices?.[place] ?? place);
    if (result.verdict === 'violation') {
      const at = (place: number) => operations[place] as HistoryOperation<Input, Output>;
      const violation = { operations, stuckAt: at(result.stuckAt), prefix: result.order.map(at), state: result.state };
      return { verdict: 'violation', violation };
    }
  }
  if (!undecided) return { verdict: 'linearizable', order };
  return { verdict: 'undecided', reason: `more than ${configurationsMax} configurations would have to be visited` };
}

/** The indices of the operations of each partition; `undefined`: all of them. */
function partitionsOf<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
): Iterable<readonly number[] | undefined> {
  if (model.partition === undefined) return [undefined];
  const partitions = new Map<string | number, number[]>();
  for (const [index, { input }] of history.entries()) {
    const key = model.partition(input);
    const known = partitions.get(key);
    if (known === undefined) partitions.set(key, [index]);
    else known.push(index);
  }
  return partitions.size === 1 ? [undefined] : partitions.values();
}
