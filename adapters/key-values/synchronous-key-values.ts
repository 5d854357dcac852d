import type { Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import { fieldsToChange, stateOf } from './key-value-sessions.ts';

/** What a synchronous key-value store gives to its users. Of a key that it does not have, `get` gives `undefined` or `null`. */
export interface SynchronousKeyValues {
  get(key: string): unknown;
  set(key: string, value: Fields): unknown;
  delete(key: string): unknown;
  keys?(): readonly string[];
}

/**
 * Sessions in a key-value store that returns when it is done: a key each, the fields its value. Values go in and come out as they are. A
 * patch is the caller's read-modify-write, in one go.
 */
export class SynchronousKeyValueSessions implements SessionStore {
  readonly #values: SynchronousKeyValues;
  readonly list?: () => readonly string[];

  constructor(values: SynchronousKeyValues) {
    this.#values = values;
    if (values.keys !== undefined) this.list = () => values.keys?.() ?? [];
  }

  create(session: string, fields: Fields): void {
    this.#values.set(session, definedFields(fields));
  }

  patch(session: string, fields: Fields): void {
    const before = fieldsToChange(this.#values.get(session), session);
    this.#values.set(session, { ...before, ...definedFields(fields) });
  }

  read(session: string): SessionState | null {
    return stateOf(this.#values.get(session));
  }

  delete(session: string): void {
    this.#values.delete(session);
  }
}
