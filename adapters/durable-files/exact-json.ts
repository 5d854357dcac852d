import type { Json } from '../../harness/contract/session-store.ts';

/**
 * JSON text that `JSON.parse` turns back into exactly `value`: negative zero, `__proto__` keys and lone surrogates included.
 * `JSON.stringify` would change some values without a word, so what JSON has no form for is refused instead.
 *
 * @throws {TypeError} for `undefined`, functions, symbols, bigints, NaN, infinities, and objects that are not plain.
 * @throws {RangeError} for nesting deeper than the stack.
 */
export function exactJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      // Escapes lone surrogates, so that the text survives being stored as UTF-8.
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no form for ${value}`);
      return Object.is(value, -0) ? '-0' : JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      // `Array.from` visits holes, which `map` would skip.
      if (Array.isArray(value)) return `[${Array.from(value, exactJson).join(',')}]`;
      return objectJson(value);
    default:
      throw new TypeError(`JSON has no form for a value of type ${typeof value}`);
  }
}

/** A copy that shares nothing with `value`. Throws as `exactJson` does. */
export function exactCopy<T extends Json>(value: T): T {
  return JSON.parse(exactJson(value)) as T;
}

function objectJson(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Another realm's plain objects have another Object.prototype; what they have in common is that nothing is above it.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new TypeError('JSON has no form for an object that is not plain');
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${exactJson(member)}`)
    .join(',')}}`;
}
