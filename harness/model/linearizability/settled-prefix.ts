import type { ConcurrentHistory } from './concurrent-history.ts';
import type { PureModel } from './pure-model.ts';
import { finalStates } from './search.ts';

/** A history without its beginning, of which only the result matters. */
export interface Settled<State, Input, Output> {
  /** How many operations were cut off. */
  readonly count: number;
  /** Where every order of them leads. */
  readonly state: State;
  readonly rest: ConcurrentHistory<Input, Output>;
}

const STATES_MAX = 8;
const CONFIGURATIONS_MAX = 20_000;

/**
 * Cuts off operations that had all returned before any of the others was called, and that lead to the same state in every order that explains
 * them. The rest, from that state on, is linearizable exactly if the whole is. Cuts off no more
 * once `enough` or fewer are left.
 */
export function settle<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
  enough: number,
): Settled<State, Input, Output> {
  const operations = history.toSorted((a, b) => a.call - b.call);
  let best: Settled<State, Input, Output> = { count: 0, state: model.initial(), rest: operations };
  let states = [best.state];
  let segment = 0;
  let returned = Number.NEGATIVE_INFINITY;
  for (const [index, operation] of operations.entries()) {
    if (operations.length - best.count <= enough) break;
    if (index > segment && returned < operation.call) {
      const after = statesAfter(model, operations.slice(segment, index), states);
      if (after === undefined) break;
      states = after;
      segment = index;
      const [state] = states;
      if (state !== undefined && states.length === 1) best = { count: index, state, rest: operations.slice(index) };
    }
    // Nothing is settled behind an operation that may still happen.
    returned = Math.max(returned, operation.return ?? Number.POSITIVE_INFINITY);
  }
  return best;
}

function statesAfter<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
  states: readonly State[],
): State[] | undefined {
  const after = new Map<string | number, State>();
  for (const initial of states) {
    const found = finalStates({ model, history, initial, configurationsMax: CONFIGURATIONS_MAX });
    if (found === undefined) return undefined;
    for (const state of found) after.set(model.key(state), state);
  }
  return after.size > STATES_MAX ? undefined : [...after.values()];
}
