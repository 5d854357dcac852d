import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { OperationStatus } from '../../harness/model/history.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { applyOperation, type ModelState } from '../../harness/model/reference.ts';
import { acknowledgesLater } from '../acknowledgement.ts';

/** What is known of one session. */
export interface Entry {
  readonly state: ModelState;
  /** Whether it must be exactly this. Not while a write waits for its acknowledgement, nor after one whose outcome is open. */
  readonly sure: boolean;
  /** Its last write was refused. */
  readonly refused: boolean;
}

const NEVER_WRITTEN: Entry = { state: null, sure: true, refused: false };

/** What every session must be, as the operations of a trial go. */
export class Ledger {
  readonly #later: boolean;
  readonly #refusalsAreAnswers: boolean;
  readonly #entries = new Map<string, Entry>();
  /** Written and not yet acknowledged, where a flush acknowledges. */
  #waiting = new Map<string, Entry>();
  #troubled = false;

  /** @param options.refusalsAreAnswers a write that was refused must have changed nothing; otherwise its session is no longer looked at. */
  constructor(claims: ResolvedClaims, { refusalsAreAnswers }: { refusalsAreAnswers: boolean }) {
    this.#later = acknowledgesLater(claims);
    this.#refusalsAreAnswers = refusalsAreAnswers;
  }

  of(session: string): Entry {
    return this.#entries.get(session) ?? NEVER_WRITTEN;
  }

  /** The sessions that were written to. */
  get written(): ReadonlySet<string> {
    return new Set(this.#entries.keys());
  }

  get allSure(): boolean {
    return [...this.#entries.values()].every(({ sure }) => sure);
  }

  /** A background write failed, of whichever session: nothing that waits is ever acknowledged in this life. */
  trouble(): void {
    this.#troubled = true;
  }

  note(operation: Operation, status: OperationStatus): void {
    if (operation.op === 'flush' && this.#later) this.#flushed(status);
    const session = sessionOf(operation);
    if (session === undefined) return;
    const before = this.of(session);
    if (status === 'rejected') this.#refused(session, before);
    else if (status !== 'acknowledged') this.#entries.set(session, { ...before, sure: false });
    else {
      const base = this.#waiting.get(session) ?? before;
      const removed = operation.op === 'delete';
      // What a write does to a session whose last write was refused, nobody has said.
      const sure = removed || (base.sure && !base.refused);
      const after = { state: applyOperation(base.state, operation), sure, refused: false };
      if (!this.#later) this.#entries.set(session, after);
      else {
        this.#waiting.set(session, after);
        this.#entries.set(session, { ...after, sure: false });
      }
    }
  }

  /** A session was made of the first records of another one, and its fields. */
  forked({ session, at, id }: { readonly session: string; readonly at: number; readonly id: string }): void {
    const { state } = this.#waiting.get(session) ?? this.of(session);
    if (state === null) return;
    this.note({ op: 'create', session: id, fields: state.fields }, 'acknowledged');
    for (const record of state.records.slice(0, at)) this.note({ op: 'append', session: id, record }, 'acknowledged');
  }

  /** The store is opened again. What waits may be there or not. */
  reopened(): void {
    this.#waiting = new Map();
    this.#troubled = false;
  }

  #refused(session: string, before: Entry): void {
    if (this.#later) this.#troubled = true;
    const sure = before.sure && this.#refusalsAreAnswers && !this.#later;
    this.#entries.set(session, { state: before.state, sure, refused: true });
  }

  #flushed(status: OperationStatus): void {
    if (status !== 'acknowledged') this.#troubled = true;
    else if (!this.#troubled) for (const [session, entry] of this.#waiting) this.#entries.set(session, entry);
    this.#waiting = new Map();
  }
}
