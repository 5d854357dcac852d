import type { Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';

interface Keyv {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  disconnect(): Promise<void>;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  iterator?: (argument?: unknown) => AsyncIterable<[key: string, value: unknown]>;
}

export interface KeyvModule {
  Keyv: new (options: {
    store: object;
    namespace: undefined;
    useKeyPrefix: boolean;
    ttl?: number;
    throwOnErrors?: boolean;
  }) => Keyv;
}

export interface KeyvSessionsOptions {
  onError(error: unknown): void;
  /** So long after its last write a session is gone, in milliseconds. */
  readonly ttl?: number;
  /** Keyv rejects what its storage failed to do. */
  readonly throwOnErrors?: boolean;
}

/** Drives a storage adapter through Keyv. */
export class KeyvSessions implements SessionStore {
  readonly #keyv: Keyv;
  #lastError: unknown;
  readonly list?: () => Promise<string[]>;

  constructor(KeyvClass: KeyvModule['Keyv'], storage: object, { onError, ...options }: KeyvSessionsOptions) {
    // A storage of one's own needs no namespace, and with one keyv-file's iterator works on Node 22 and later only.
    this.#keyv = new KeyvClass({ store: storage, namespace: undefined, useKeyPrefix: false, ...options });
    this.#keyv.on('error', (error) => {
      this.#lastError = error;
      onError(error);
    });
    const { iterator } = this.#keyv;
    if (typeof iterator === 'function') this.list = () => keysOf(iterator());
  }

  async create(session: string, fields: Fields): Promise<void> {
    await this.#set(session, structuredClone(definedFields(fields)));
  }

  async patch(session: string, fields: Fields): Promise<void> {
    const named = structuredClone(definedFields(fields));
    const state = await this.read(session);
    if (state === null) throw new Error(`There is no session ${JSON.stringify(session)}`);
    await this.#set(session, { ...state.fields, ...named });
  }

  async read(session: string): Promise<SessionState | null> {
    const value = await this.#keyv.get(session);
    if (value === undefined || value === null) return null;
    return { fields: value as Fields };
  }

  async delete(session: string): Promise<void> {
    await this.#keyv.delete(session);
  }

  async close(): Promise<void> {
    await this.#keyv.disconnect();
  }

  /** Keyv reports a write that failed by `false`, and the reason by an event. */
  async #set(session: string, fields: Fields): Promise<void> {
    if (!(await this.#keyv.set(session, fields))) throw new Error('Keyv did not set the session', { cause: this.#lastError });
  }
}

async function keysOf(entries: AsyncIterable<[key: string, value: unknown]>): Promise<string[]> {
  const keys: string[] = [];
  for await (const [key] of entries) keys.push(key);
  return keys;
}
