import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';
import { deadEnds } from './dead-ends.ts';
import { type Essential, essentialOperations } from './essential-operations.ts';
import { farthestOrder } from './farthest-order.ts';
import type { PureModel } from './pure-model.ts';
import { spoilerOf } from './spoiler.ts';
import { tellStory } from './story.ts';
import type { Violation } from './violation.ts';
import type { Words } from './words.ts';

export interface Explanation<Input, Output> {
  /** The operations that contradict each other, in the order of their calls: those that the story names. */
  readonly operations: ConcurrentHistory<Input, Output>;
  /** A write without which the others can be explained, if there is one. */
  readonly spoiler?: HistoryOperation<Input, Output>;
  /** A few sentences of plain text. */
  readonly story: string;
}

/** With this many operations or fewer it is told what becomes of each order. */
const TOLD_MAX = 8;
/** Operations that the contradiction does not need, but its explanation, are named if there are no more in all. */
const TOLD_WITH_HELPERS_MAX = 6;
/** So few operations need no summary of what came before them, or as few as can be. */
const ENOUGH = [10, 0];
const STEPS_MAX = 5000;

/**
 * Says why a history is not linearizable: with few of its operations, and in words. Costs many searches of smaller histories; meant for what is
 * shown to people.
 */
export function explain<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  violation: Violation<State, Input, Output>,
  words: Words<State, Input, Output>,
): Explanation<Input, Output> {
  const candidates = ENOUGH.map((enough) => withHelpers(model, essentialOperations(model, violation, enough)));
  const selfContained = candidates.find((candidate) => getsNoHelp(model, candidate));
  const essential = selfContained ?? candidates.reduce((a, b) => (b.operations.length < a.operations.length ? b : a));
  const { operations, free, initial, settled } = essential;
  const endsTold = selfContained !== undefined && operations.length <= TOLD_MAX;
  const plot = {
    told: operations,
    settled,
    initial,
    others: free.length,
    deadEnds: endsTold ? deadEnds(model, operations, initial, STEPS_MAX) : undefined,
    spoiler: selfContained === undefined ? undefined : spoilerOf(model, { ...essential, free: [] }),
    stuckAt: violation.stuckAt,
  };
  const spoiler = plot.spoiler?.operation;
  return { operations, story: tellStory(plot, words), ...(spoiler === undefined ? {} : { spoiler }) };
}

/**
 * Binds the free operations again, if there are few, without which it would not be seen how nearly the others can be explained: a read of what nobody
 * wrote is not what is wrong if somebody did write it.
 */
function withHelpers<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  essential: Essential<State, Input, Output>,
): Essential<State, Input, Output> {
  const { order } = spoilerOf(model, essential) ?? farthestOrder(model, essential);
  const helpers = order.filter((operation) => essential.free.includes(operation));
  const operations = [...essential.operations, ...helpers].sort((a, b) => a.call - b.call);
  if (operations.length > TOLD_WITH_HELPERS_MAX) return essential;
  return { ...essential, operations, free: essential.free.filter((operation) => !helpers.includes(operation)) };
}

/** Whether the operations get stuck at the same one of them when the free ones help. */
function getsNoHelp<State, Input, Output>(
  model: PureModel<State, Input, Output>,
  essential: Essential<State, Input, Output>,
): boolean {
  return farthestOrder(model, essential).stuckAt === farthestOrder(model, { ...essential, free: [] }).stuckAt;
}
