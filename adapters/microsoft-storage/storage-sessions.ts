import type { Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import { fieldsToChange } from '../key-values/key-value-sessions.ts';

/** What a storage keeps of a key. It gives each version a tag, if it has optimistic concurrency. */
interface StoredItem {
  eTag?: string;
  fields?: unknown;
}

/** The interface: keys that are not there are not in what `read` gives. */
export interface Storage {
  read(keys: string[]): Promise<{ [key: string]: StoredItem }>;
  write(changes: { [key: string]: StoredItem }): Promise<void>;
  delete(keys: string[]): Promise<void>;
}

/** Writes whatever is there. */
const ANY = '*';

/** Drives a storage as the state of a conversation is kept in it. */
export class StorageSessions implements SessionStore {
  readonly #storage: Storage;
  readonly #byTag: boolean;

  /** @param byTag whether it refuses a write with a stale tag, so that a patch can be tried again until it has met nobody. */
  constructor(storage: Storage, { byTag }: { byTag: boolean }) {
    this.#storage = storage;
    this.#byTag = byTag;
  }

  async create(session: string, fields: Fields): Promise<void> {
    await this.#write(session, definedFields(fields), ANY);
  }

  async patch(session: string, fields: Fields): Promise<void> {
    const named = structuredClone(definedFields(fields));
    for (;;) {
      const before = await this.#itemOf(session);
      const changed = { ...fieldsToChange(before?.fields, session), ...named };
      const tag = this.#byTag ? before?.eTag : ANY;
      try {
        return await this.#write(session, changed, tag);
      } catch (error) {
        // A conflict is told by an error, whichever; if nobody else has written it is another one.
        if (!this.#byTag || (await this.#itemOf(session))?.eTag === tag) throw error;
      }
    }
  }

  async read(session: string): Promise<SessionState | null> {
    const item = await this.#itemOf(session);
    return item === undefined ? null : { fields: item.fields as Fields };
  }

  async delete(session: string): Promise<void> {
    await this.#storage.delete([session]);
  }

  async #itemOf(session: string): Promise<StoredItem | undefined> {
    const items = await this.#storage.read([session]);
    return Object.hasOwn(items, session) ? (items[session] ?? undefined) : undefined;
  }

  async #write(session: string, fields: Fields, eTag: string | undefined): Promise<void> {
    const item = { fields, ...(eTag === undefined ? {} : { eTag }) };
    // Of whatever name: an assignment to `__proto__` would make no key.
    await this.#storage.write(Object.fromEntries([[session, item]]));
  }
}
