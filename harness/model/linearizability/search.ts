import type { ConcurrentHistory } from './concurrent-history.ts';
import type { PureModel } from './pure-model.ts';
import { SeenConfigurations } from './seen-configurations.ts';
import { add, has, lowest, remove } from './slot-set.ts';
import { type Timeline, timelineOf } from './timeline.ts';
import { ILLEGAL, Transitions } from './transitions.ts';

export type SearchResult<State> =
  | { readonly verdict: 'linearizable'; readonly order: readonly number[] }
  | { readonly verdict: 'undecided' }
  | {
      readonly verdict: 'violation';
      /** The operation whose return no order reaches: all events before it are explained by `order`, which leads to `state`. */
      readonly stuckAt: number;
      readonly order: readonly number[];
      readonly state: State;
    };

/**
 * Looks for an order of the operations that the model allows and that respects real time: Wing and Gong's search (1993) with Lowe's
 * memory of configurations and just-in-time linearization (Testing for linearizability, 2017).
 *
 * The search walks along the events. At the return of an operation that has not taken effect yet it tries every open operation as the next
 * one to do so, and comes back to try another. What keeps it short: a configuration is visited once (`seen-configurations.ts`); a read
 * takes effect in the first state that allows it, without a choice; of equal pending operations the one called first is used first, and none
 * whose effect the next operation hides before anybody has seen it. That a pending operation never takes effect costs nothing, since the
 * search ends with the last return.
 */
export function search<State, Input, Output>(problem: Problem<State, Input, Output>): SearchResult<State> {
  return new Search(problem).firstOrder();
}

/** The states to which the orders of a linearizable history lead, or `undefined` if that cannot be decided within bounds. Pending operations are not allowed. */
export function finalStates<State, Input, Output>(problem: Problem<State, Input, Output>): State[] | undefined {
  return new Search(problem).finalStates();
}

export interface Problem<State, Input, Output> {
  readonly model: PureModel<State, Input, Output>;
  readonly history: ConcurrentHistory<Input, Output>;
  /** Where the history begins. */
  readonly initial: State;
  /** How many configurations are visited at most. */
  readonly configurationsMax: number;
}

/** Of a frame, before its words: the event, the state, the length of the order, the slot tried last, how many of its outcomes were tried. */
const FRAME_HEADER = 5;
const THE_BLOCKED_ONE = -1;

class Search<State, Input, Output> {
  readonly #timeline: Timeline;
  readonly #transitions: Transitions<State, Input, Output>;
  readonly #words: number;
  readonly #seen: SeenConfigurations;
  readonly #configurationsMax: number;

  // The configuration. Sets of open operations are bits by slot.
  #event = 0;
  #state = 0;
  /** Open operations that have taken effect. */
  readonly #done: Int32Array;
  readonly #open: Int32Array;
  /** Open operations that are read-only. */
  readonly #reads: Int32Array;
  readonly #pending: Int32Array;
  readonly #operationIn: Int32Array;
  readonly #order: Int32Array;
  #orderLength = 0;

  // A stack of the configurations in which a choice was made.
  #frames: Int32Array;
  #depth = 0;

  // The farthest that was reached.
  #bestEvent = -1;
  #bestState = 0;
  readonly #bestOrder: Int32Array;
  #bestLength = 0;
  /** So much of the order is the same as when it was last copied to `#bestOrder`. */
  #unchanged = 0;

  constructor({ model, history, initial, configurationsMax }: Problem<State, Input, Output>) {
    const timeline = timelineOf(model, history);
    this.#timeline = timeline;
    this.#transitions = new Transitions({ model, history, initial, slots: timeline.slots });
    this.#configurationsMax = configurationsMax;
    this.#words = Math.max(1, Math.ceil(timeline.slots / 32));
    this.#seen = new SeenConfigurations(this.#words);
    this.#done = new Int32Array(this.#words);
    this.#open = new Int32Array(this.#words);
    this.#reads = new Int32Array(this.#words);
    this.#pending = new Int32Array(this.#words);
    for (let slot = timeline.firstPendingSlot; slot < timeline.slots; slot++) add(this.#pending, slot);
    this.#operationIn = new Int32Array(timeline.slots);
    this.#order = new Int32Array(timeline.slotOf.length);
    this.#bestOrder = new Int32Array(timeline.slotOf.length);
    this.#frames = new Int32Array(16 * (FRAME_HEADER + this.#words));
  }

  firstOrder(): SearchResult<State> {
    const end = this.#nextEnd();
    if (end === 'undecided') return { verdict: 'undecided' };
    if (end === 'reached') return { verdict: 'linearizable', order: Array.from(this.#order.subarray(0, this.#orderLength)) };
    return {
      verdict: 'violation',
      stuckAt: ~(this.#timeline.events[this.#bestEvent] as number),
      order: Array.from(this.#bestOrder.subarray(0, this.#bestLength)),
      state: this.#transitions.states[this.#bestState] as State,
    };
  }

  finalStates(): State[] | undefined {
    const found = new Set<number>();
    for (;;) {
      const end = this.#nextEnd();
      if (end === 'undecided') return undefined;
      if (end === 'none') return Array.from(found, (state) => this.#transitions.states[state] as State);
      found.add(this.#state);
      if (!this.#choose()) return Array.from(found, (state) => this.#transitions.states[state] as State);
    }
  }

  /** Goes on to where all operations have returned. */
  #nextEnd(): 'reached' | 'none' | 'undecided' {
    while (!this.#advance()) {
      if (this.#seen.add(this.#event, this.#state, this.#done, this.#reads, this.#pending)) this.#push();
      if (this.#seen.effort > this.#configurationsMax) return 'undecided';
      if (!this.#choose()) return 'none';
    }
    return 'reached';
  }

  /** Walks to the next return of an operation that has not taken effect; true if there is none. */
  #advance(): boolean {
    const { events, slotOf, readOnly } = this.#timeline;
    for (; this.#event < events.length; this.#event++) {
      const code = events[this.#event] as number;
      if (code >= 0) {
        const slot = slotOf[code] as number;
        this.#operationIn[slot] = code;
        add(this.#open, slot);
        if (readOnly[code] === 0) continue;
        add(this.#reads, slot);
        this.#read(code, slot);
      } else {
        const slot = slotOf[~code] as number;
        if (!has(this.#done, slot)) return false;
        remove(this.#open, slot);
        remove(this.#reads, slot);
        remove(this.#done, slot);
      }
    }
    return true;
  }

  /** Walks back to an event; `#done` has to be restored by the caller. */
  #retreat(event: number): void {
    const { events, slotOf, readOnly } = this.#timeline;
    while (this.#event > event) {
      const code = events[--this.#event] as number;
      const operation = code >= 0 ? code : ~code;
      const slot = slotOf[operation] as number;
      if (code >= 0) {
        remove(this.#open, slot);
        remove(this.#reads, slot);
      } else {
        this.#operationIn[slot] = operation;
        add(this.#open, slot);
        if (readOnly[operation] === 1) add(this.#reads, slot);
      }
    }
  }

  /** A read takes effect as soon as it can: it stands in nobody's way. */
  #read(operation: number, slot: number): void {
    if (this.#transitions.step(this.#state, operation, slot) === ILLEGAL) return;
    add(this.#done, slot);
    this.#order[this.#orderLength++] = operation;
  }

  #push(): void {
    this.#noteBest();
    const stride = FRAME_HEADER + this.#words;
    const at = this.#depth++ * stride;
    if (at === this.#frames.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.#frames);
      this.#frames = larger;
    }
    this.#frames[at] = this.#event;
    this.#frames[at + 1] = this.#state;
    this.#frames[at + 2] = this.#orderLength;
    this.#frames[at + 3] = THE_BLOCKED_ONE;
    this.#frames[at + 4] = 0;
    for (let word = 0; word < this.#words; word++) this.#frames[at + FRAME_HEADER + word] = this.#done[word] as number;
  }

  /** Lets the next operation take effect that was not tried yet, in the last configuration that has one; false if none has. */
  #choose(): boolean {
    const stride = FRAME_HEADER + this.#words;
    for (; this.#depth > 0; this.#depth--) {
      const at = (this.#depth - 1) * stride;
      this.#retreat(this.#frames[at] as number);
      this.#state = this.#frames[at + 1] as number;
      this.#orderLength = this.#frames[at + 2] as number;
      this.#unchanged = Math.min(this.#unchanged, this.#orderLength);
      for (let word = 0; word < this.#words; word++) this.#done[word] = this.#frames[at + FRAME_HEADER + word] as number;
      if (this.#chooseFrom(at)) return true;
    }
    return false;
  }

  #chooseFrom(at: number): boolean {
    const blocked = ~(this.#timeline.events[this.#event] as number);
    const blockedSlot = this.#timeline.slotOf[blocked] as number;
    let tried = this.#frames[at + 3] as number;
    let outcome = this.#frames[at + 4] as number;
    for (;;) {
      const slot = tried === THE_BLOCKED_ONE ? blockedSlot : tried;
      const after = this.#outcome(slot, outcome++);
      if (after >= 0) {
        // A pending operation that changes nothing is better kept.
        if (after === this.#state && slot >= this.#timeline.firstPendingSlot) continue;
        if (this.#lastWasUseless(at, slot, after)) continue;
        this.#frames[at + 3] = tried;
        this.#frames[at + 4] = outcome;
        this.#takeEffect(slot, after);
        return true;
      }
      do tried = this.#candidateAfter(tried);
      while (tried === blockedSlot);
      if (tried < 0) return false;
      outcome = 0;
    }
  }

  #outcome(slot: number, n: number): number {
    const operation = this.#operationIn[slot] as number;
    const twin = this.#timeline.twinOf[operation] as number;
    if (twin >= 0 && !has(this.#done, twin)) return ILLEGAL;
    const step = this.#transitions.step(this.#state, operation, slot);
    return this.#transitions.outcome(step, n);
  }

  /** Whether the operation before this one was pending, was seen by nobody, and makes no difference to this one: then it is better kept, too. */
  #lastWasUseless(at: number, slot: number, after: number): boolean {
    const before = at - FRAME_HEADER - this.#words;
    if (before < 0 || this.#orderLength !== (this.#frames[before + 2] as number) + 1) return false;
    const last = this.#order[this.#orderLength - 1] as number;
    if ((this.#timeline.slotOf[last] as number) < this.#timeline.firstPendingSlot) return false;
    const step = this.#transitions.step(this.#frames[before + 1] as number, this.#operationIn[slot] as number, slot);
    for (let n = 0; ; n++) {
      const without = this.#transitions.outcome(step, n);
      if (without < 0 || without === after) return without >= 0;
    }
  }

  /** The next slot of an open operation that has not taken effect; not those of reads, which take effect by themselves. -1: no more. */
  #candidateAfter(slot: number): number {
    let from = slot + 1;
    for (let word = from >> 5; word < this.#words; word++, from = 0) {
      const candidates = (this.#open[word] as number) & ~((this.#done[word] as number) | (this.#reads[word] as number));
      const bits = candidates & (-1 << (from & 31));
      if (bits !== 0) return word * 32 + lowest(bits);
    }
    return -1;
  }

  #takeEffect(slot: number, after: number): void {
    add(this.#done, slot);
    this.#order[this.#orderLength++] = this.#operationIn[slot] as number;
    if (after === this.#state) return;
    this.#state = after;
    for (let word = 0; word < this.#words; word++) {
      let bits = (this.#reads[word] as number) & ~(this.#done[word] as number);
      for (; bits !== 0; bits &= bits - 1) {
        const reader = word * 32 + lowest(bits);
        this.#read(this.#operationIn[reader] as number, reader);
      }
    }
  }

  #noteBest(): void {
    if (this.#event <= this.#bestEvent) return;
    this.#bestEvent = this.#event;
    this.#bestState = this.#state;
    for (; this.#unchanged < this.#orderLength; this.#unchanged++) {
      this.#bestOrder[this.#unchanged] = this.#order[this.#unchanged] as number;
    }
    this.#bestLength = this.#orderLength;
  }
}
