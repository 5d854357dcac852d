import type { Adapter } from './adapter.ts';
import type { ServedAdapter } from './served-adapter.ts';

/**
 * Adapters for every store of one published interface: `create('session-file-store')` of the family `express-session` is what
 * the target `express-session:session-file-store` resolves to. A family module exports one under the name `family`.
 */
export interface AdapterFamily {
  /** The part of a target before the colon. */
  readonly name: string;
  /**
   * An adapter to that member: a package, which is imported when a store is opened, or a file of the user's.
   *
   * @param member what stands behind the colon of the target: `PACKAGE` or `./file.ts`, and perhaps `:EXPORT`.
   * @param file what the file exports, if the member is one: it was loaded as adapters are, in whatever language they may be written.
   */
  create(member: string, file?: MemberFile): Adapter | ServedAdapter;
}

/** What a module of the user's with a store exports, by name. */
export interface MemberFile {
  readonly [name: string]: unknown;
}
