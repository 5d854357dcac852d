import type { SessionState } from '../harness/contract/session-store.ts';
import type { OperationStatus } from '../harness/model/history.ts';
import { type Operation, sessionOf } from '../harness/model/operation.ts';
import { applyOperation, type ModelState } from '../harness/model/reference.ts';

/** What is there before anything is called. */
export type InitialStates = { readonly [session: string]: SessionState };

interface Entry {
  /** Any of these may be. */
  readonly states: readonly ModelState[];
  /** Any of these, once a flush has acknowledged everything, where one has to. */
  readonly settled: readonly ModelState[];
}

const NEVER_WRITTEN: Entry = { states: [null], settled: [null] };

/**
 * What each session may be, as the operations of a trial go. A write that was refused, or whose outcome is open, may have happened or not: that it
 * did is no loss.
 */
export class ExpectedStates {
  readonly #later: boolean;
  readonly #entries = new Map<string, Entry>();
  #troubled = false;

  /**
   * @param options.later a flush acknowledges what was written before it.
   * @param options.initial sessions that are there before anything is called.
   */
  constructor({ later, initial = {} }: { readonly later: boolean; readonly initial?: InitialStates }) {
    this.#later = later;
    for (const [session, { fields = {}, records = [] }] of Object.entries(initial)) {
      const state = { fields, records };
      this.#entries.set(session, { states: [state], settled: [state] });
    }
  }

  of(session: string): readonly ModelState[] {
    return (this.#entries.get(session) ?? NEVER_WRITTEN).states;
  }

  /** A background write failed: what is waiting is never acknowledged. */
  trouble(): void {
    this.#troubled = true;
  }

  /** The store is closed or killed, and opened again: what waits for a flush may be there or not, and no flush to come is about it. */
  reopened(): void {
    this.#troubled = false;
    for (const [session, { states }] of this.#entries) this.#entries.set(session, { states, settled: states });
  }

  note(operation: Operation, status: OperationStatus): void {
    if (status === 'not-invoked') return;
    if (operation.op === 'flush' && this.#later) this.#flushed(status);
    const session = sessionOf(operation);
    if (session === undefined) return;
    const { states, settled } = this.#entries.get(session) ?? NEVER_WRITTEN;
    const after = states.map((state) => applyOperation(state, operation));
    if (status === 'acknowledged') {
      const sure = !this.#later;
      this.#entries.set(session, {
        states: sure ? after : [...states, ...after],
        settled: settled.map((state) => applyOperation(state, operation)),
      });
    } else {
      this.#troubled = true;
      this.#entries.set(session, { states: [...states, ...after], settled });
    }
  }

  #flushed(status: OperationStatus): void {
    if (status !== 'acknowledged') this.#troubled = true;
    if (this.#troubled) return;
    for (const [session, { settled }] of this.#entries) this.#entries.set(session, { states: settled, settled });
  }
}
