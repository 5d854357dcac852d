import { types } from 'node:util';
import { errorText } from './problem.ts';

export type Taken = { readonly value: unknown } | { readonly wrong: string };

/**
 * Takes over what a store returned, looking at it once: a store may hand out an object that it goes on changing. Arrays and objects are copied all the way down,
 * with what their getters and proxies give now and without a method `toJSON`, and keep their class. What throws when it is looked at is told as the store's, with the way to it.
 *
 * @param what names it, as the beginning of a sentence.
 */
export function takeValue(value: unknown, what: string): Taken {
  const way: (string | number)[] = [];
  try {
    return { value: copied(value, way, new Map()) };
  } catch (error) {
    return {
      wrong: `${what} cannot be read: ${way.length === 0 ? 'it' : way.join('.')} throws when it is looked at (${errorText(error)})`,
    };
  }
}

/** Objects that hold more than their keys: no JSON, and kept as they are for whoever compares them. */
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

function copied(value: unknown, way: (string | number)[], known: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    known.set(value, copy);
    for (let at = 0; at < value.length; at++) {
      way.push(at);
      // A hole stays one.
      if (at in value) copy[at] = copied(value[at], way, known);
      way.pop();
    }
    copy.length = value.length;
    return copy;
  }
  if (OPAQUE.some((is) => is(value))) return value;
  const copy: { [key: string]: unknown } = Object.create(Object.getPrototypeOf(value));
  known.set(value, copy);
  for (const key of Object.keys(value)) {
    way.push(key);
    const item = (value as { readonly [key: string]: unknown })[key];
    if (key !== 'toJSON' || typeof item !== 'function')
      Object.defineProperty(copy, key, { value: copied(item, way, known), writable: true, enumerable: true, configurable: true });
    way.pop();
  }
  return copy;
}
