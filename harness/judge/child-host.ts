import type { StoreFacts } from '../host/process/pipe-protocol.ts';
import type { StoreHost } from '../host/store-host.ts';

/** A host whose stores live in child processes. */
export interface ChildHost extends StoreHost {
  /** The store, as the first process to load it saw it. Throws what loading it threw. */
  store(): Promise<StoreFacts>;
  readonly statistics: { readonly changesByOperations: number };
  /** What makes power loss impossible to try: files written through mappings. Absent where power is not lost anyway. */
  readonly mapped?: ReadonlySet<string>;
  /** Whether each life has a process of its own, where that is not so anyway. */
  fresh?: boolean;
  /** Where a failure is to happen a second time: no short cuts. */
  strict?: boolean;
}
