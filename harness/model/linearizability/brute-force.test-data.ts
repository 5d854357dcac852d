import { type ConcurrentHistory, isCompleted } from './concurrent-history.ts';
import type { PureModel } from './pure-model.ts';

/** The definition, tried out: every order of the operations that respects real time, with and without each pending one. For few operations. */
export function linearizableByBruteForce<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
): boolean {
  const from = (state: State, left: ConcurrentHistory<Input, Output>): boolean => {
    if (!left.some(isCompleted)) return true;
    return left.some((operation, index) => {
      if (left.some((other) => other.return !== undefined && other.return < operation.call)) return false;
      const states = isCompleted(operation)
        ? model.step(state, operation.input, operation.output)
        : model.mayLeadTo(state, operation.input);
      return states.some((next) => from(next, left.toSpliced(index, 1)));
    });
  };
  return from(model.initial(), history);
}
