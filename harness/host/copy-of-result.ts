import { types } from 'node:util';

/** Objects that hold more than their keys. */
const OPAQUE: readonly ((value: unknown) => boolean)[] = [
  types.isDate,
  types.isRegExp,
  types.isMap,
  types.isSet,
  types.isPromise,
  types.isBoxedPrimitive,
  types.isAnyArrayBuffer,
  ArrayBuffer.isView,
];

/**
 * A value that a store returned, as it is now: a store may hand out an object that it goes on changing. Arrays and objects are copied all the way
 * down, and keep their class; a Date, a Map, a function and the like are no JSON, and are kept as they are for whoever compares them. Throws what the
 * store's own getters throw.
 */
export function copyOfResult(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOfResult);
  if (OPAQUE.some((is) => is(value))) return value;
  const copy: object = Object.create(Object.getPrototypeOf(value));
  for (const [key, item] of Object.entries(value)) {
    // Not by assignment: a key may be `__proto__`.
    Object.defineProperty(copy, key, { value: copyOfResult(item), enumerable: true, configurable: true, writable: true });
  }
  return copy;
}
