import type { Held } from './held.ts';
import type { Outcome } from './problem.ts';

/** What a life needs from the place where it runs. */
export interface Runtime {
  /** Calls the store and waits for the result. Never rejects, never waits for ever. */
  settle<T>(call: () => T | PromiseLike<T>): Promise<Outcome<Awaited<T>>>;
  /** Resolves when the store is at rest: nothing in flight and, as far as the place can tell, no timer due. */
  rest(): Promise<void>;
  /** What the process holds at this moment; absent where nobody counts. */
  held?(withPromises: boolean): Held;
}
