import type { Awaitable } from '../../harness/contract/session-store.ts';
import { KeyValueSessions } from '../key-values/key-value-sessions.ts';

/** The interface; times to live are in seconds. */
export interface SecondaryStorage {
  get(key: string): Awaitable<unknown>;
  set(key: string, value: string, ttl?: number): Awaitable<unknown>;
  delete(key: string): Awaitable<unknown>;
  /** "Atomically get a value and delete it from storage." Versions before 1.7 have no such method. */
  getAndDelete?(key: string): Awaitable<unknown>;
}

/** Longer than any run, so that a session which is gone was lost, not expired. */
const TTL_SECONDS = 10 * 365 * 24 * 60 * 60;

/** Drives a storage as better-auth does: values are the text of JSON, with a time to live. */
export class SecondaryStorageSessions extends KeyValueSessions {
  readonly consume?: (session: string) => Promise<boolean>;

  constructor(storage: SecondaryStorage) {
    super({
      get: async (key) => parsed(await storage.get(key)),
      set: (key, value) => storage.set(key, JSON.stringify(value), TTL_SECONDS),
      delete: (key) => storage.delete(key),
    });
    if (typeof storage.getAndDelete !== 'function') return;
    this.consume = async (session) => {
      const value = await storage.getAndDelete?.(session);
      return value !== null && value !== undefined;
    };
  }
}

/** A storage may give the text, or what it has parsed already. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
