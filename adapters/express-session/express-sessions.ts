import type { Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import type { Preset } from './presets.ts';

type Callback<T> = (error?: unknown, result?: T) => void;

/** What express-session stores of a session. */
interface StoredSession {
  cookie: object;
  fields?: Fields;
}

/** The published store interface, as express-session's README gives it, and `list`, which some packages add. */
export interface ExpressStore {
  get(session: string, callback: Callback<StoredSession | null>): unknown;
  set(session: string, stored: StoredSession, callback: Callback<unknown>): unknown;
  destroy(session: string, callback: Callback<unknown>): unknown;
  touch?(session: string, stored: StoredSession, callback: Callback<unknown>): unknown;
  all?(callback: Callback<unknown>): unknown;
  ids?(callback: Callback<string[]>): unknown;
  list?(callback: Callback<string[]>): unknown;
  close?(): unknown;
  on?(event: 'error', listener: (error: unknown) => void): unknown;
}

export interface ExpressSessionModule {
  Store: new () => object;
  Cookie: new (options: { maxAge: number }) => object;
}

/** Longer than any run, so that a session which is gone was lost, not expired. */
const COOKIE_AGE_MS = 10 * 365 * 24 * 60 * 60 * 1000;

/** Drives a store through the calls that express-session itself makes. */
export class ExpressSessions implements SessionStore {
  readonly #store: ExpressStore;
  readonly #cookie: () => object;
  readonly touch?: (session: string) => Promise<void>;
  readonly list?: () => Promise<string[]>;
  /** express-session knows no such method, and a store that has none cannot be closed. */
  readonly close?: () => Promise<void>;

  /** @param ageMs so long after its last write or touch a session ends. */
  constructor(
    store: ExpressStore,
    { Cookie }: ExpressSessionModule,
    listed: Pick<Preset, 'sessionOfListed' | 'listsNoIds'>,
    ageMs = COOKIE_AGE_MS,
  ) {
    this.#store = store;
    this.#cookie = () => new Cookie({ maxAge: ageMs });
    if (typeof store.touch === 'function') this.touch = (session) => this.#touch(session);
    const list = listed.listsNoIds === true ? undefined : listing(store, listed.sessionOfListed);
    if (list !== undefined) this.list = list;
    if (typeof store.close === 'function') {
      this.close = async () => {
        await store.close?.();
      };
    }
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
    const stored = await this.#get(session);
    if (stored === null) return null;
    if (stored.fields === undefined)
      throw new Error(`Session ${JSON.stringify(session)} came back without the fields that were set`);
    return { fields: stored.fields };
  }

  async delete(session: string): Promise<void> {
    await promised((callback) => this.#store.destroy(session, callback));
  }

  async #get(session: string): Promise<StoredSession | null> {
    try {
      return (await promised<StoredSession | null>((callback) => this.#store.get(session, callback))) ?? null;
    } catch (error) {
      // express-session takes this very error for "no such session".
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  async #set(session: string, fields: Fields): Promise<void> {
    await promised((callback) => this.#store.set(session, { cookie: this.#cookie(), fields }, callback));
  }

  /** As express-session does at the end of a request that changed nothing: with the session that the request loaded. */
  async #touch(session: string): Promise<void> {
    const stored = await this.#get(session);
    if (stored === null) throw new Error(`There is no session ${JSON.stringify(session)}`);
    await promised((callback) => this.#store.touch?.(session, { ...stored, cookie: this.#cookie() }, callback));
  }
}

function listing(
  store: ExpressStore,
  sessionOfListed: ((item: string) => string) | undefined,
): (() => Promise<string[]>) | undefined {
  if (sessionOfListed !== undefined && typeof store.list === 'function') {
    return async () => ((await promised<string[]>((callback) => store.list?.(callback))) ?? []).map(sessionOfListed);
  }
  if (typeof store.ids === 'function') return async () => (await promised<string[]>((callback) => store.ids?.(callback))) ?? [];
  // `all` gives an array in some packages, without ids unless they add them; only an object keyed by id says which sessions there are.
  if (typeof store.all === 'function') return async () => idsOfAll(await promised((callback) => store.all?.(callback)));
  return undefined;
}

function idsOfAll(all: unknown): string[] {
  if (!Array.isArray(all)) return typeof all === 'object' && all !== null ? Object.keys(all) : [];
  return all.map((stored: unknown) => {
    if (typeof stored === 'object' && stored !== null && 'id' in stored && typeof stored.id === 'string') return stored.id;
    throw new Error('`all` gave sessions without their ids');
  });
}

function promised<T>(call: (callback: Callback<T>) => unknown): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const returned = call((error, result) => (error === undefined || error === null ? resolve(result) : reject(error)));
    // Newer packages return a promise too, and some of them reject it without calling back.
    if (returned instanceof Promise) returned.catch(reject);
  });
}
