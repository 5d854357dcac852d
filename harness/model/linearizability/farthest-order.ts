import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';
import { asFree, type Essential } from './essential-operations.ts';
import type { PureModel } from './pure-model.ts';
import { search } from './search.ts';

const CONFIGURATIONS_MAX = 10_000;

interface Attempt<Input, Output> {
  readonly explained: boolean;
  readonly order: ConcurrentHistory<Input, Output>;
  readonly stuckAt?: HistoryOperation<Input, Output> | undefined;
}

/** How far one gets with the operations that contradict each other, with what help the free ones can give. */
export function farthestOrder<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  { operations, free, initial }: Essential<State, Input, Output>,
): Attempt<Input, Output> {
  const all = [...operations, ...free];
  const history = [...operations, ...free.map(asFree)];
  const result = search({ model, history, initial, configurationsMax: CONFIGURATIONS_MAX });
  if (result.verdict === 'undecided') return { explained: false, order: [] };
  const order = result.order.flatMap((index) => all[index] ?? []);
  if (result.verdict === 'linearizable') return { explained: true, order };
  return { explained: false, order, stuckAt: all[result.stuckAt] };
}
