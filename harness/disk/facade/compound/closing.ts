import type { Style } from '../drive.ts';
import { aggregate, nodeError } from '../node-error.ts';
import { close, type Program, Refusal } from '../primitive.ts';

/**
 * Runs `body` and closes the descriptor, whatever happens. If both fail, the asynchronous functions report both in an
 * `AggregateError`, the synchronous ones only the failure to close, as a `finally` does.
 */
export function* closing<T>(style: Style, fd: number, body: Program<T>): Program<T> {
  let result: T;
  try {
    result = yield* body;
  } catch (error) {
    if (style === 'sync') yield* close(fd);
    else yield* closeAfter(fd, error);
    throw error;
  }
  yield* close(fd);
  return result;
}

function* closeAfter(fd: number, error: unknown): Program<void> {
  try {
    yield* close(fd);
  } catch (closeError) {
    throw aggregate(asError(error), asError(closeError));
  }
}

function asError(error: unknown): unknown {
  return error instanceof Refusal ? nodeError(error) : error;
}
