import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';
import { type Essential, isRead } from './essential-operations.ts';
import { farthestOrder } from './farthest-order.ts';
import type { PureModel } from './pure-model.ts';

/** A write without which the others can be explained, by `order`. */
export interface Spoiler<Input, Output> {
  readonly operation: HistoryOperation<Input, Output>;
  readonly order: ConcurrentHistory<Input, Output>;
}

export function spoilerOf<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  essential: Essential<State, Input, Output>,
): Spoiler<Input, Output> | undefined {
  for (const operation of essential.operations.toReversed()) {
    if (operation.return === undefined || isRead(model, operation)) continue;
    const operations = essential.operations.filter((other) => other !== operation);
    const { order, explained } = farthestOrder(model, { ...essential, operations });
    if (explained) return { operation, order };
  }
  return undefined;
}
