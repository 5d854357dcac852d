/**
 * Values of sessions as protocol 1 writes them. JSON, but for what JSON has no form for: an object with one key that begins with `$` is an escape.
 *
 * - `{"$b64": "aGk="}`: bytes.
 * - `{"$number": "-0"}`: a number that JSON text does not keep: `-0`, `NaN`, `Infinity`, `-Infinity`.
 * - `{"$object": {"$b64": "text"}}`: the object inside, which only looks like an escape.
 *
 * A lone surrogate is written as JSON writes it, `"\ud83d"`, and never as raw bytes.
 */

type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire };

/** A value for the wire. Fields that are `undefined` are left out. Throws TypeError for what can be written neither as JSON nor as an escape. */
export function encodeValue(value: unknown): Wire {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return isPlain(value) ? value : { $number: Object.is(value, -0) ? '-0' : String(value) };
  if (value instanceof Uint8Array)
    return { $b64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  // Holes too.
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => encodeValue(item));
  if (typeof value !== 'object' || value === undefined || !isJsonObject(value)) {
    throw new TypeError(`a ${typeName(value)} cannot be written as JSON`);
  }
  const encoded = objectOf(
    Object.entries(value).filter(([, item]) => item !== undefined),
    encodeValue,
  );
  return escapeName(encoded) === undefined ? encoded : { $object: encoded };
}

/** What an encoded value stands for. Throws TypeError for an escape that is none. */
export function decodeValue(wire: unknown): unknown {
  if (Array.isArray(wire)) return wire.map(decodeValue);
  if (typeof wire !== 'object' || wire === null) return wire;
  const name = escapeName(wire);
  return name === undefined ? objectOf(Object.entries(wire), decodeValue) : unescaped(name, Reflect.get(wire, name));
}

function unescaped(name: string, content: unknown): unknown {
  if (name === '$b64' && typeof content === 'string' && BASE64.test(content))
    return new Uint8Array(Buffer.from(content, 'base64'));
  if (name === '$number' && typeof content === 'string' && NUMBERS.has(content)) return Number(content);
  if (name === '$object' && typeof content === 'object' && content !== null && !Array.isArray(content))
    return objectOf(Object.entries(content), decodeValue);
  throw new TypeError(`{"${name}": …} is no escape that protocol 1 has`);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const NUMBERS: ReadonlySet<string> = new Set(['-0', 'NaN', 'Infinity', '-Infinity']);

function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

/** The only key, if it begins like an escape's. */
function escapeName(value: object): string | undefined {
  const [key, ...others] = Object.keys(value);
  return key?.startsWith('$') === true && others.length === 0 ? key : undefined;
}

/** Not by assignment: a key may be `__proto__`. */
function objectOf<T>(entries: readonly (readonly [string, unknown])[], turn: (value: unknown) => T): { [key: string]: T } {
  return Object.fromEntries(entries.map(([key, value]) => [key, turn(value)]));
}

/** Written as the object that it is: not a Date, nor a Map. */
function isJsonObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function typeName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.getPrototypeOf(value)?.constructor?.name ?? 'object';
}
