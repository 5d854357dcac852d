import { type ConcurrentHistory, type HistoryOperation, isCompleted } from './concurrent-history.ts';
import { isRead } from './essential-operations.ts';
import type { PureModel } from './pure-model.ts';

/** An order that cannot be continued. */
export interface DeadEnd<State, Input, Output> {
  /** The writes of it. */
  readonly order: ConcurrentHistory<Input, Output>;
  readonly state: State;
  readonly stateKey: string | number;
  /** Would have to come next, or be preceded by something that makes it possible; nothing does. */
  readonly blocked: HistoryOperation<Input, Output>;
}

/**
 * All orders of a small history that is not linearizable, each up to where it gets stuck: what is tried to explain it, and why it fails; the
 * shortest first. Wing and Gong's tree, with reads as soon as they are possible. `undefined` if there are more than `stepsMax` nodes in it.
 */
export function deadEnds<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  history: ConcurrentHistory<Input, Output>,
  initial: State,
  stepsMax: number,
): DeadEnd<State, Input, Output>[] | undefined {
  const found = new Map<string, DeadEnd<State, Input, Output>>();
  let steps = 0;
  const go = (state: State, order: ConcurrentHistory<Input, Output>, left: ConcurrentHistory<Input, Output>): void => {
    if (++steps > stepsMax) return;
    const candidates = left.filter(({ call }) => !left.some((other) => other.return !== undefined && other.return < call));
    const read = candidates.find((operation) => isRead(model, operation) && nextStates(model, state, operation).length > 0);
    if (read !== undefined) {
      go(state, order, without(left, read));
      return;
    }
    // What is pending may just as well be left alone.
    let stuck = true;
    for (const operation of candidates) {
      for (const next of nextStates(model, state, operation)) {
        if (isCompleted(operation)) stuck = false;
        go(next, [...order, operation], without(left, operation));
      }
    }
    const blocked = candidates.filter(isCompleted).sort((a, b) => a.return - b.return)[0];
    if (!stuck || blocked === undefined) return;
    const stateKey = model.key(state);
    const key = JSON.stringify([order.map((operation) => history.indexOf(operation)), history.indexOf(blocked), stateKey]);
    found.set(key, { order, state, stateKey, blocked });
  };
  go(initial, [], history);
  return steps > stepsMax ? undefined : [...found.values()].sort((a, b) => a.order.length - b.order.length);
}

function nextStates<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  state: State,
  operation: HistoryOperation<Input, Output>,
): readonly State[] {
  if (isCompleted(operation)) return model.step(state, operation.input, operation.output);
  const key = model.key(state);
  return model.mayLeadTo(state, operation.input).filter((next) => model.key(next) !== key);
}

function without<Item>(items: readonly Item[], item: Item): Item[] {
  return items.filter((other) => other !== item);
}
