import type { Claims } from './claims.ts';
import type { OlderVersion } from './older-version.ts';
import type { OpenContext } from './open-context.ts';
import type { Awaitable, Json, SessionStore } from './session-store.ts';

export type { OpenContext } from './open-context.ts';

/** Where a store keeps its records that lets its users say where. It stores nothing: it is there to fail. */
export interface RecordBackend {
  /** Returns a promise, as backends do that were written when somebody still awaited it. */
  append(session: string, record: Json): Promise<void>;
}

/** The package that an adapter presents, so that a report says what exactly was judged. */
export interface JudgedPackage {
  name: string;
  version?: string;
  /** The range of versions that the adapter was written for. Others are judged too, as long as they have what it uses. */
  writtenFor?: string;
}

/** The module that presents a store to the harness: its default export. */
export interface Adapter {
  /** Shown in reports. Letters, digits and `._:@/-`. */
  name: string;
  claims: Claims;
  /** Opens the store on `dir`, which is empty at first and later holds what earlier lives of the store left there. */
  open(context: OpenContext): Awaitable<SessionStore>;
  /**
   * Opens the store on a backend of its user's, for stores that take one and call it without awaiting what it returns. The store is told to append, and
   * to flush; what it asks of a backend beside `append` the adapter makes up.
   */
  openOn?(context: OpenContext, backend: RecordBackend): Awaitable<SessionStore>;
  /** The published package under test, where there is one. */
  package?: JudgedPackage;
  /**
   * Absolute paths outside the store's directory that it writes as well: files, or directories with all that is below them; a directory that is there before
   * the store comes ends with a slash. They are simulated, empty at first, and crash with the store's directory. The temporary directory needs no entry.
   */
  alsoWrites?: readonly string[];
  /** An adapter that names servers is a `ServedAdapter`. */
  services?: undefined;
  /** Earlier versions of the store, the newest first: what they wrote the present one has to take over, whatever befalls it meanwhile. */
  older?: readonly OlderVersion[];
}
