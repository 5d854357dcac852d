/** Narrows a parsed JSON value; `where` names the value in messages (`operations[2].session`). Throws `ShapeMismatch`. */
export type Shape<T> = (value: unknown, where: string) => T;

/** What `JSON.parse` returned is not of the promised shape. */
export class ShapeMismatch extends Error {
  readonly where: string;

  constructor(where: string, expected: string, found: string) {
    super(`${where} should be ${expected}; found ${found}`);
    this.name = 'ShapeMismatch';
    this.where = where;
  }
}

export const string: Shape<string> = (value, where) => {
  if (typeof value !== 'string') throw new ShapeMismatch(where, 'a text', describe(value));
  return value;
};

export const boolean: Shape<boolean> = (value, where) => {
  if (typeof value === 'boolean') return value;
  throw new ShapeMismatch(where, 'true or false', describe(value));
};

/** A safe integer of at least `minimum`. */
export function integer(minimum: number): Shape<number> {
  return (value, where) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value;
    throw new ShapeMismatch(where, `a whole number of at least ${minimum}`, describe(value));
  };
}

export function oneOf<const V extends string | number>(...values: readonly V[]): Shape<V> {
  return (value, where) => {
    const known = values.find((candidate) => candidate === value);
    if (known === undefined)
      throw new ShapeMismatch(where, values.map((each) => JSON.stringify(each)).join(' or '), describe(value));
    return known;
  };
}

export function array<T>(item: Shape<T>): Shape<T[]> {
  return (value, where) => {
    if (!Array.isArray(value)) throw new ShapeMismatch(where, 'an array', describe(value));
    return value.map((each: unknown, index) => item(each, `${where}[${index}]`));
  };
}

/** Any object; its values are not looked at. */
export const record: Shape<{ [key: string]: unknown }> = (value, where) => {
  if (!isRecord(value)) throw new ShapeMismatch(where, 'an object', describe(value));
  return value;
};

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/**
 * An object with these keys and no others. Both tables together must name every key of `T`, which the compiler checks: a key that is
 * added to the type cannot be forgotten here.
 */
export function object<T extends object>(
  required: { [K in Exclude<keyof T, OptionalKeys<T>>]: Shape<T[K]> },
  optional: { [K in OptionalKeys<T>]-?: Shape<Exclude<T[K], undefined>> },
): Shape<T> {
  const requiredShapes: [string, Shape<unknown>][] = Object.entries(required);
  const optionalShapes: [string, Shape<unknown>][] = Object.entries(optional);
  const keys = new Set([...requiredShapes, ...optionalShapes].map(([key]) => key));
  return (value, where) => {
    const source = record(value, where === '' ? 'the file' : where);
    const at = (key: string) => (where === '' ? key : `${where}.${key}`);
    for (const [key, shape] of requiredShapes) {
      if (!Object.hasOwn(source, key)) throw new ShapeMismatch(at(key), 'there', 'no such key');
      shape(source[key], at(key));
    }
    for (const [key, shape] of optionalShapes) if (Object.hasOwn(source, key)) shape(source[key], at(key));
    const unknown = Object.keys(source).find((key) => !keys.has(key));
    if (unknown !== undefined) throw new ShapeMismatch(at(unknown), 'absent', 'a key that is not known here');
    return source as T;
  };
}

function isRecord(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (isRecord(value)) return 'an object';
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}
