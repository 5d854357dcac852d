/**
 * A generator of a module that is loaded when its first value is asked for. A worker runs one suite: it need not load what the others run.
 *
 * @param load imports the module and gives its function.
 */
export function generatorLoadedLate<A extends readonly unknown[], T>(
  load: () => Promise<(...args: A) => AsyncGenerator<T>>,
): (...args: A) => AsyncGenerator<T> {
  return async function* (...args) {
    yield* (await load())(...args);
  };
}

/** The same of an asynchronous function. */
export function functionLoadedLate<A extends readonly unknown[], T>(
  load: () => Promise<(...args: A) => T | PromiseLike<T>>,
): (...args: A) => Promise<T> {
  return async (...args) => (await load())(...args);
}
