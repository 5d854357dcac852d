import type { Adapter } from './adapter.ts';

/**
 * Adapters for every store of one published interface: `create('session-file-store')` of the family `express-session` is what
 * the target `express-session:session-file-store` resolves to. A family module exports one under the name `family`.
 */
export interface AdapterFamily {
  /** The part of a target before the colon. */
  readonly name: string;
  /** An adapter to that package. The package itself is imported when a store is opened. */
  create(packageName: string): Adapter;
}
