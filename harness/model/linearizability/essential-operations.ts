import { type ConcurrentHistory, type HistoryOperation, isCompleted } from './concurrent-history.ts';
import type { PureModel } from './pure-model.ts';
import { search } from './search.ts';
import { settle } from './settled-prefix.ts';
import type { Violation } from './violation.ts';

/** The part of a history that contradicts itself, and what became of the rest. */
export interface Essential<State, Input, Output> {
  /** In the order of their calls. Leave one out, or free it, and the contradiction is gone, as far as could be decided. */
  readonly operations: ConcurrentHistory<Input, Output>;
  /** Operations that may be taken to have happened at any time at all, or never, as often as one likes: it does not help. */
  readonly free: ConcurrentHistory<Input, Output>;
  /** Where `operations` begin. */
  readonly initial: State;
  /** How many operations came before and are summed up by `initial`. */
  readonly settled: number;
}

/** A weaker history that takes longer to check is taken for one that does not contradict itself. */
const CONFIGURATIONS_MAX = 10_000;

/**
 * Looks for few operations that explain a violation, by delta debugging (Zeller and Hildebrandt, 2002). Each step makes the history weaker in a way
 * that keeps a linearizable history linearizable, so that what is left proves the whole wrong:
 *
 * - operations called after the last return that matters go: no order of a longer history explains less of it;
 * - a settled prefix becomes a state (`settled-prefix.ts`);
 * - reads go: an order that explains a history explains it without them, too;
 * - writes do not go, since what they wrote may have been read. They are *freed*: their result is forgotten, and they may take effect at any time, even before
 *   they were called, or never. Whatever explains the history explains it with them free.
 */
export function essentialOperations<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  { operations, stuckAt }: Violation<State, Input, Output>,
  enough: number,
): Essential<State, Input, Output> {
  const until = stuckAt.return ?? Number.POSITIVE_INFINITY;
  const { count, state, rest } = settle(
    model,
    operations.filter(({ call }) => call <= until),
    enough,
  );
  let kept = rest;
  let free: ConcurrentHistory<Input, Output> = [];
  const contradicts = (some: ConcurrentHistory<Input, Output>, freed: ConcurrentHistory<Input, Output>) => {
    const history = [...some, ...freed.map(asFree)];
    return search({ model, history, initial: state, configurationsMax: CONFIGURATIONS_MAX }).verdict === 'violation';
  };
  for (let size = Math.ceil(kept.length / 2), before = kept.length; size >= 1; ) {
    for (let from = 0; from < kept.length; ) {
      const freed = [...free, ...kept.slice(from, from + size).filter((operation) => !isRead(model, operation))];
      const others = kept.toSpliced(from, size);
      if (contradicts(others, freed)) [kept, free] = [others, freed];
      else from += size;
    }
    // What was needed at first may no longer be.
    if (size === 1 && kept.length === before) break;
    before = kept.length;
    size = Math.max(1, size >> 1);
  }
  return { operations: kept, free, initial: state, settled: count };
}

/** The same call, about which nothing is known: it may take effect at any time, or never. */
export function asFree<Input, Output>({ client, input }: HistoryOperation<Input, Output>): HistoryOperation<Input, Output> {
  return { client, input, call: Number.NEGATIVE_INFINITY };
}

export function isRead<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  operation: HistoryOperation<Input, Output>,
): boolean {
  return model.readOnly?.(operation.input, isCompleted(operation) ? operation.output : undefined) ?? false;
}
