import type { ConcurrentHistory, HistoryOperation } from './concurrent-history.ts';
import type { DeadEnd } from './dead-ends.ts';
import type { Spoiler } from './spoiler.ts';
import type { Words } from './words.ts';

export interface Plot<State, Input, Output> {
  /** In the order of their calls. */
  readonly told: ConcurrentHistory<Input, Output>;
  /** How many operations came before and lead to `initial`. */
  readonly settled: number;
  readonly initial: State;
  /** How many operations are not told since nothing that they could have done helps. */
  readonly others: number;
  /** Why each order fails, if that is known and short. */
  readonly deadEnds: readonly DeadEnd<State, Input, Output>[] | undefined;
  readonly spoiler: Spoiler<Input, Output> | undefined;
  /** What had returned before it did can be explained. */
  readonly stuckAt: HistoryOperation<Input, Output>;
}

type Name<Input, Output> = (operation: HistoryOperation<Input, Output>) => string;

const BLOCKED_MAX = 2;
const STATES_MAX = 4;
const ORDERS_MAX = 3;

/** Tells why operations contradict each other, in the manner of Elle: "Let A be ... B began after A had returned ...: a contradiction". */
export function tellStory<State, Input, Output>(plot: Plot<State, Input, Output>, words: Words<State, Input, Output>): string {
  const { told, others, spoiler, stuckAt } = plot;
  const name: Name<Input, Output> = (operation) => letter(told.indexOf(operation));
  const sentences = [
    `Let ${listed(told.map((operation, index) => `${name(operation)}${index === 0 ? ' be' : ''} ${words.describe(operation)}`))}.`,
    ...beginning(plot, words),
    ...timing(told, name),
    ...failures(plot, words, name),
  ];
  if (spoiler !== undefined && spoiler.order.length > 0) {
    sentences.push(`Without ${name(spoiler.operation)} there would be an order: ${spoiler.order.map(name).join(', ')}.`);
  }
  if (others === 1) sentences.push('One more operation that wrote cannot change that, whenever it is thought to have happened.');
  if (others > 1)
    sentences.push(`${others} more operations that wrote cannot change that, whenever they are thought to have happened.`);
  if (told.length > 1 && told.includes(stuckAt)) sentences.push(`Before ${name(stuckAt)} returned, all could be explained.`);
  sentences.push(`No order explains ${told.length === 1 ? 'it' : 'all of them'}: a contradiction.`);
  return sentences.join(' ');
}

function beginning<State, Input, Output>(
  { told, settled, initial }: Plot<State, Input, Output>,
  { describeState }: Words<State, Input, Output>,
): string[] {
  if (settled === 0 || told.length === 0) return [];
  const before = settled === 1 ? 'The one operation before had returned' : `The ${settled} operations before had returned`;
  return [`${before}${describeState === undefined ? '' : ` and left ${describeState(initial)}`}.`];
}

/** Which operations came one after the other, without what follows from the rest; which did not; and which have no end. */
function timing<Input, Output>(told: ConcurrentHistory<Input, Output>, name: Name<Input, Output>): string[] {
  const follows: string[] = [];
  const overlaps: string[] = [];
  for (const [index, operation] of told.entries()) {
    const before = told.filter((other) => precedes(other, operation));
    const last = before.filter((other) => !before.some((between) => precedes(other, between)));
    if (last.length > 0) follows.push(`${name(operation)} began after ${listed(last.map(name))} had returned`);
    for (const other of told.slice(0, index)) {
      if (other.return === undefined || operation.return === undefined || precedes(other, operation)) continue;
      overlaps.push(`${name(other)} and ${name(operation)}`);
    }
  }
  const pending = told.filter((operation) => operation.return === undefined).map(name);
  const sentences: string[] = [];
  const inTurn = told.every(
    (operation, index) => index === 0 || told.slice(0, index).every((other) => precedes(other, operation)),
  );
  if (inTurn && told.length > 2) sentences.push('Each of them began after the one before had returned.');
  else if (follows.length > 0) sentences.push(`${follows.join('; ')}.`);
  if (overlaps.length > 0 && overlaps.length <= 3) sentences.push(`${listed(overlaps)} overlapped.`);
  if (pending.length === 1)
    sentences.push(`${pending[0]} never returned: it may have happened at any time after its call, or never.`);
  if (pending.length > 1) {
    sentences.push(`${listed(pending)} never returned: each may have happened at any time after its call, or never.`);
  }
  return sentences;
}

function precedes(a: HistoryOperation<unknown, unknown>, b: HistoryOperation<unknown, unknown>): boolean {
  return a.return !== undefined && a.return < b.call;
}

/** For each operation that orders get stuck at: which orders, and in which states. */
function failures<State, Input, Output>(
  { deadEnds: ends = [] }: Plot<State, Input, Output>,
  { describeState }: Words<State, Input, Output>,
  name: Name<Input, Output>,
): string[] {
  const groups = new Map<HistoryOperation<Input, Output>, Map<string | number, Tried<State>>>();
  for (const { order, state, stateKey, blocked } of ends) {
    const group = groups.get(blocked) ?? new Map<string | number, Tried<State>>();
    groups.set(blocked, group);
    // Without names of states all orders are one enumeration.
    const key = describeState === undefined ? '' : stateKey;
    group.set(key, { state, orders: [...(group.get(key)?.orders ?? []), order.map(name).join(', ')] });
  }
  // Those that got farthest first.
  const farthest = [...groups].sort(([a], [b]) => b.call - a.call);
  const sentences = farthest.slice(0, BLOCKED_MAX).map(([blocked, group]) => {
    const tried = Array.from(group.values(), (each) => triedText(each, describeState)).slice(0, STATES_MAX);
    const more = group.size > STATES_MAX ? '; and so on' : '';
    return `${name(blocked)} cannot return what it did: ${tried.join('; ')}${more}.`;
  });
  if (groups.size > BLOCKED_MAX) sentences.push('Other orders get stuck at others of them.');
  return sentences;
}

/** Orders that lead to the same state. */
interface Tried<State> {
  readonly state: State;
  readonly orders: readonly string[];
}

function triedText<State>({ state, orders }: Tried<State>, describeState: ((state: State) => string) | undefined): string {
  const some = orders.slice(0, ORDERS_MAX).map((order) => (order === '' ? 'at the beginning' : `after ${order}`));
  const text = `${some.join(' or ')}${orders.length > ORDERS_MAX ? ' or in another order' : ''}`;
  return describeState === undefined ? `not ${text}` : `${text} the state is ${describeState(state)}`;
}

function listed(items: readonly string[]): string {
  if (items.length <= 2) return items.join(' and ');
  return `${items.slice(0, -1).join(', ')}, and ${items.at(-1)}`;
}

/** A to Z, then A1... */
function letter(index: number): string {
  const round = Math.floor(index / 26);
  return `${String.fromCharCode(65 + (index % 26))}${round === 0 ? '' : round}`;
}
