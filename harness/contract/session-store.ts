/** A JSON value, as `JSON.stringify` writes it and `JSON.parse` returns it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The fields of a session: a JSON object, patched by shallow merge. */
export type Fields = { [key: string]: Json };

/**
 * What a store keeps of one session. A document store fills `fields`, a log store `records`, some stores both.
 * Order of keys is not significant; order of records is.
 */
export interface SessionState {
  fields?: Fields;
  records?: Json[];
}

/**
 * What a store shows of a session. To the compiler any object and any array will do, so that a store's own types fit without a cast;
 * whether it is JSON, and the JSON that was stored, is what is judged.
 */
export interface ShownState {
  readonly fields?: object | undefined;
  readonly records?: readonly unknown[] | undefined;
}

export type Awaitable<T> = T | Promise<T>;

/** A further read path to a session, `null` or `undefined` where it does not show the session. It may show fewer fields than `read`. */
export type View = (session: string) => Awaitable<ShownState | null | undefined>;

/** How a record is to be appended, by stores that claim it; others are never given any of it. */
export interface AppendOptions {
  /** Of a call and its retries the same, and of no other call: the record is there once. */
  readonly idempotencyKey?: string;
  /** What `acquire` has returned: the append is refused once somebody else has got the lease. */
  readonly lease?: Json;
}

/**
 * One opened store, as the harness drives it. An adapter implements the part that its store has: `read`, and at
 * least one of `patch` and `append`. Everything may be synchronous or return a promise; a returned promise is the
 * acknowledgement when it resolves.
 */
export interface SessionStore {
  /** Creates a session that does not exist. Without it the first `patch` or `append` creates. */
  create?(session: string, fields: Fields): Awaitable<unknown>;
  /** Sets the named fields of an existing session and leaves the others. */
  patch?(session: string, fields: Fields): Awaitable<unknown>;
  /** Adds one record at the end of the session's log. Returning `undefined` where `claims.append` is `queued` means accepted, not stored. */
  append?(session: string, record: Json, options?: AppendOptions): Awaitable<unknown>;
  /** Adds several records at the end, that belong together, such as a call and its result: all of them are there, in order and with nothing between, or none. */
  appendAll?(session: string, records: Json[]): Awaitable<unknown>;
  /** Replaces all records of the session: compaction. */
  rewrite?(session: string, records: Json[]): Awaitable<unknown>;
  /** The session's whole state; `null` or `undefined` for a session that does not exist. Throws for one that cannot be read. */
  read(session: string): Awaitable<ShownState | null | undefined>;
  /** The ids of all sessions, each once, in any order. */
  list?(): Awaitable<readonly string[]>;
  /** Renews the session without changing it. */
  touch?(session: string): Awaitable<unknown>;
  /** Removes the session. */
  delete?(session: string): Awaitable<unknown>;
  /**
   * Takes the session away for good, as one who claims a job or a one-time token does: `true` for the one caller who got it, `false` where
   * there is none any more.
   */
  consume?(session: string): Awaitable<boolean>;
  /**
   * Makes the caller the only one who may append with a lease to a session that exists, for so many milliseconds: gives what `append` is then to be told, or `null` while
   * somebody else has the lease. Called of stores that claim `lease`.
   */
  acquire?(session: string, forMs: number): Awaitable<Json>;
  /** Makes the session `id` of the first `at` records of `session`, and its fields. From then on each goes its own way. */
  fork?(session: string, at: number, id: string): Awaitable<unknown>;
  /** Resolves when everything accepted so far is stored. */
  flush?(): Awaitable<unknown>;
  /** Drains, releases locks and descriptors. The object is not used afterwards. */
  close?(): Awaitable<unknown>;
  /** Further read paths by name. All of them must agree with `read`. */
  views?: { readonly [name: string]: View };
}

/** The operations of `SessionStore` that an adapter may leave out. */
export const OPTIONAL_METHODS = [
  'create',
  'patch',
  'append',
  'appendAll',
  'rewrite',
  'list',
  'touch',
  'delete',
  'consume',
  'fork',
  'flush',
  'close',
] as const;
export type OptionalMethod = (typeof OPTIONAL_METHODS)[number];
