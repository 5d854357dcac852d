/** Times order the events of a history; only their order counts. At equal times calls come before returns: the operations overlap. Whole numbers are fastest. */
interface Called<Input> {
  /** Who called: an index or a name. A client calls one operation after the other; the checkers do not rely on it. */
  readonly client: number | string;
  readonly input: Input;
  readonly call: number;
}

/** An operation that came back, with what it returned. */
export interface CompletedOperation<Input, Output> extends Called<Input> {
  readonly output: Output;
  readonly return: number;
}

/**
 * An operation of which nothing was heard again: it timed out, was rejected, or its client crashed. It may take effect at any time after
 * its call, or never.
 */
export interface PendingOperation<Input> extends Called<Input> {
  readonly return?: undefined;
}

export type HistoryOperation<Input, Output> = CompletedOperation<Input, Output> | PendingOperation<Input>;

/** What several clients did with one object, in any order: each operation says itself when it was called and when it returned. */
export type ConcurrentHistory<Input, Output> = readonly HistoryOperation<Input, Output>[];

export function isCompleted<Input, Output>(
  operation: HistoryOperation<Input, Output>,
): operation is CompletedOperation<Input, Output> {
  return operation.return !== undefined;
}
