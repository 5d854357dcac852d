import type { Violation } from './check.ts';
import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';
import { deadEnds } from './dead-ends.ts';
import { asFree, type Essential, essentialOperations, isRead } from './essential-operations.ts';
import type { PureModel } from './pure-model.ts';
import { search } from './search.ts';
import { tellStory } from './story.ts';

export interface Words<State, Input, Output> {
  /** A noun phrase for an operation, with what it returned: `client 1's read, which returned {"a":1}`. */
  describe(operation: HistoryOperation<Input, Output>): string;
  /** A noun phrase for a state: `{"a":1}`. Without it the story does not say where an order leads. */
  describeState?(state: State): string;
}

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
const CONFIGURATIONS_MAX = 10_000;

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

/** A write without which the others can be explained, by `order`. */
export interface Spoiler<Input, Output> {
  readonly operation: HistoryOperation<Input, Output>;
  readonly order: ConcurrentHistory<Input, Output>;
}

function spoilerOf<State, Input, Output>(
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

interface Attempt<Input, Output> {
  readonly explained: boolean;
  readonly order: ConcurrentHistory<Input, Output>;
  readonly stuckAt?: HistoryOperation<Input, Output> | undefined;
}

/** How far one gets with the operations that contradict each other, with what help the free ones can give. */
function farthestOrder<State, Input, Output>(
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
