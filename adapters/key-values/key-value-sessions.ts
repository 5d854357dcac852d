import type { Awaitable, Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';

/** What a key-value store gives to its users. Of a key that it does not have, `get` gives `undefined` or `null`. */
export interface KeyValues {
  get(key: string): Awaitable<unknown>;
  set(key: string, value: Fields): Awaitable<unknown>;
  delete(key: string): Awaitable<unknown>;
  keys?(): Awaitable<readonly string[]>;
  close?(): Awaitable<unknown>;
}

/**
 * Sessions in a key-value store that answers with promises: a key each, the fields its value. Values go in and come out as they are. There is no
 * partial update: a patch is the caller's read-modify-write.
 */
export class KeyValueSessions implements SessionStore {
  readonly #values: KeyValues;
  readonly list?: () => Promise<readonly string[]>;
  readonly close?: () => Promise<void>;

  constructor(values: KeyValues) {
    this.#values = values;
    if (values.keys !== undefined) this.list = async () => (await values.keys?.()) ?? [];
    if (values.close !== undefined) {
      this.close = async () => {
        await values.close?.();
      };
    }
  }

  async create(session: string, fields: Fields): Promise<void> {
    await this.#values.set(session, definedFields(fields));
  }

  async patch(session: string, fields: Fields): Promise<void> {
    // Copied before the wait: what its caller does to the object meanwhile is not the store's to bear.
    const named = structuredClone(definedFields(fields));
    const before = fieldsToChange(await this.#values.get(session), session);
    await this.#values.set(session, { ...before, ...named });
  }

  async read(session: string): Promise<SessionState | null> {
    return stateOf(await this.#values.get(session));
  }

  async delete(session: string): Promise<void> {
    await this.#values.delete(session);
  }
}

/** What is no object is passed on too: whoever looks at it sees what the store gave. */
export function stateOf(value: unknown): SessionState | null {
  return value === undefined || value === null ? null : { fields: value as Fields };
}

/**
 * The fields as a caller takes them who is about to change them and write them back. One who took anything else than an object for them would
 * destroy the session himself.
 *
 * @throws {Error} if there is no such session, or what the store gave is no plain object.
 */
export function fieldsToChange(value: unknown, session: string): Fields {
  if (value === undefined || value === null) throw new Error(`There is no session ${JSON.stringify(session)}`);
  if (isPlainObject(value)) return value as Fields;
  throw new Error(`Session ${JSON.stringify(session)} came back as something that is no object of fields`);
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
