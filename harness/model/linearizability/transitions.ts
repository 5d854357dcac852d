import { type ConcurrentHistory, type HistoryOperation, isCompleted } from './concurrent-history.ts';
import type { PureModel } from './pure-model.ts';

/** The operation cannot take effect in that state. */
export const ILLEGAL = -1;

const STATES_AT_FIRST = 16;

export interface TransitionsOptions<State, Input, Output> {
  readonly model: PureModel<State, Input, Output>;
  readonly history: ConcurrentHistory<Input, Output>;
  readonly initial: State;
  readonly slots: number;
}

/**
 * The model's steps over states that are numbered from 0, the initial one, as they appear. Steps are remembered for each state and slot: an operation keeps
 * its slot while it is open (`timeline.ts`), so the table stays small however long the history is.
 */
export class Transitions<State, Input, Output> {
  readonly states: State[] = [];
  readonly #model: PureModel<State, Input, Output>;
  readonly #history: ConcurrentHistory<Input, Output>;
  readonly #slots: number;
  readonly #numbers = new Map<string | number, number>();
  /** Sets of several next states; a code below `ILLEGAL` names one. */
  readonly #several: number[][] = [];
  /** For each state and slot: the operation whose step is remembered, plus one; then that step. */
  #remembered: Int32Array;

  constructor({ model, history, initial, slots }: TransitionsOptions<State, Input, Output>) {
    this.#model = model;
    this.#history = history;
    this.#slots = slots;
    this.#remembered = new Int32Array(STATES_AT_FIRST * slots * 2);
    this.#number(initial);
  }

  /** Where the operation leads from a state: a state, `ILLEGAL`, or a code for several states; `outcome` takes it apart. */
  step(state: number, operation: number, slot: number): number {
    const at = (state * this.#slots + slot) * 2;
    if (this.#remembered[at] === operation + 1) return this.#remembered[at + 1] as number;
    const code = this.#ask(state, operation);
    // The table may have been replaced by a larger one.
    this.#remembered[at] = operation + 1;
    this.#remembered[at + 1] = code;
    return code;
  }

  /** The n-th state of those a step leads to, or `ILLEGAL` if there are no more. */
  outcome(code: number, n: number): number {
    if (code >= ILLEGAL) return n === 0 ? code : ILLEGAL;
    return this.#several[-2 - code]?.[n] ?? ILLEGAL;
  }

  #ask(state: number, index: number): number {
    const operation = this.#history[index] as HistoryOperation<Input, Output>;
    const before = this.states[state] as State;
    const next = isCompleted(operation)
      ? this.#model.step(before, operation.input, operation.output)
      : this.#model.mayLeadTo(before, operation.input);
    if (next.length === 0) return ILLEGAL;
    if (next.length === 1) return this.#numberAfter(state, next[0] as State);
    return -1 - this.#several.push(next.map((after) => this.#numberAfter(state, after)));
  }

  #numberAfter(before: number, after: State): number {
    return Object.is(after, this.states[before]) ? before : this.#number(after);
  }

  #number(state: State): number {
    const key = this.#model.key(state);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.states.push(state) - 1;
    this.#numbers.set(key, number);
    const needed = (number + 1) * this.#slots * 2;
    if (needed > this.#remembered.length) {
      const larger = new Int32Array(needed * 2);
      larger.set(this.#remembered);
      this.#remembered = larger;
    }
    return number;
  }
}
