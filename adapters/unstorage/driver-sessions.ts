import type { Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import type { KeyValueSessions } from '../key-values/key-value-sessions.ts';

/**
 * Sessions in a storage whose driver is judged, and not unstorage: what unstorage takes for another key before a driver sees it is refused here. `a/b` is the key
 * `a:b` there, a key that ends with `$` is for metadata, and fields called `__proto__` are left out of what is read.
 */
export class DriverSessions implements SessionStore {
  readonly #sessions: KeyValueSessions;
  readonly #isKey: (session: string) => boolean;
  readonly list: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;

  constructor(sessions: KeyValueSessions, isKey: (session: string) => boolean) {
    this.#sessions = sessions;
    this.#isKey = isKey;
    this.list = async () => (await sessions.list?.()) ?? [];
    this.close = async () => sessions.close?.();
  }

  async create(session: string, fields: Fields): Promise<void> {
    refuseLeftOut(fields);
    await this.#sessions.create(this.#keyOf(session), fields);
  }

  async patch(session: string, fields: Fields): Promise<void> {
    refuseLeftOut(fields);
    await this.#sessions.patch(this.#keyOf(session), fields);
  }

  async read(session: string): Promise<SessionState | null> {
    return this.#sessions.read(this.#keyOf(session));
  }

  async delete(session: string): Promise<void> {
    await this.#sessions.delete(this.#keyOf(session));
  }

  #keyOf(session: string): string {
    if (this.#isKey(session)) return session;
    throw new Error(`${JSON.stringify(session)} is no key of unstorage, which would take it for another one`);
  }
}

/** As destr does, with which unstorage parses. */
function refuseLeftOut(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const isConstructor = name === 'constructor' && typeof inner === 'object' && inner !== null && 'prototype' in inner;
    if (name === '__proto__' || isConstructor) throw new Error(`unstorage leaves fields called \`${name}\` out`);
    refuseLeftOut(inner);
  }
}
