import type { NamedOperation, PersistenceModelName } from '../verdict/counterexample.ts';

/** What makes a failure happen again, and what it was. Plain data; suites add what is their own. */
export interface FailureCore {
  readonly scenario: string;
  readonly operations: readonly NamedOperation[];
  readonly expected: string;
  readonly observed: string;
  /** The persistence models under which it is one; absent where it is not about a crash. */
  readonly models?: readonly PersistenceModelName[];
}
