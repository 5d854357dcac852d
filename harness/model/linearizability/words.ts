import type { HistoryOperation } from './concurrent-history.ts';

/** How an explanation names what the model is about. */
export interface Words<State, Input, Output> {
  /** A noun phrase for an operation, with what it returned: `client 1's read, which returned {"a":1}`. */
  describe(operation: HistoryOperation<Input, Output>): string;
  /** A noun phrase for a state: `{"a":1}`. Without it the story does not say where an order leads. */
  describeState?(state: State): string;
}
