import type { Json } from '../contract/session-store.ts';
import type { JsonSchema } from './json-schema.ts';

/** What a JSON value looks like: a check for files, and the JSON Schema that says the same to machines. */
export interface Shape<T> {
  /** Narrows a parsed JSON value; `where` names the value in messages (`operations[2].session`). Throws `ShapeMismatch`. */
  (value: unknown, where: string): T;
  readonly schema: JsonSchema;
}

/** Shapes by key. */
export interface ShapeTable {
  readonly [key: string]: Shape<unknown>;
}

/** An object's, whose keys are known. */
export interface ObjectShape<T extends object> extends Shape<T> {
  readonly required: ShapeTable;
  readonly optional: ShapeTable;
}

/** A shape of a check and a schema that say the same. */
export function shape<T>(check: (value: unknown, where: string) => T, schema: JsonSchema): Shape<T> {
  return Object.assign((value: unknown, where: string) => check(value, where), { schema });
}

/** The same shape, with a sentence for the schema. */
export function described<T>(description: string, of: Shape<T>): Shape<T> {
  return shape(of, { description, ...of.schema });
}

/** The same shape, which schemas define once and refer to by this name. */
export function named<T>(name: string, of: Shape<T>): Shape<T> {
  return shape(of, { $named: name, of: of.schema });
}

/** What `JSON.parse` returned is not of the promised shape. */
export class ShapeMismatch extends Error {
  readonly where: string;

  constructor(where: string, expected: string, found: string) {
    super(`${where} should be ${expected}; found ${found}`);
    this.name = 'ShapeMismatch';
    this.where = where;
  }
}

export const string: Shape<string> = shape(
  (value, where) => {
    if (typeof value !== 'string') throw new ShapeMismatch(where, 'a text', describe(value));
    return value;
  },
  { type: 'string' },
);

export const boolean: Shape<boolean> = shape(
  (value, where) => {
    if (typeof value === 'boolean') return value;
    throw new ShapeMismatch(where, 'true or false', describe(value));
  },
  { type: 'boolean' },
);

/** A flag that is there or not. */
export const yes: Shape<true> = shape(
  (value, where) => {
    if (value === true) return value;
    throw new ShapeMismatch(where, 'true', describe(value));
  },
  { const: true },
);

/** Whatever `JSON.parse` gives. */
export const anyJson: Shape<Json> = shape((value) => value as Json, {});

/** A safe integer of at least `minimum`. */
export function integer(minimum: number): Shape<number> {
  return shape(
    (value, where) => {
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value;
      throw new ShapeMismatch(where, `a whole number of at least ${minimum}`, describe(value));
    },
    { type: 'integer', minimum },
  );
}

export function oneOf<const V extends string | number>(...values: readonly V[]): Shape<V> {
  return shape(
    (value, where) => {
      const known = values.find((candidate) => candidate === value);
      if (known === undefined)
        throw new ShapeMismatch(where, values.map((each) => JSON.stringify(each)).join(' or '), describe(value));
      return known;
    },
    values.length === 1 ? { const: values[0] } : { enum: [...values] },
  );
}

export function array<T>(item: Shape<T>): Shape<T[]> {
  return shape(
    (value, where) => {
      if (!Array.isArray(value)) throw new ShapeMismatch(where, 'an array', describe(value));
      return value.map((each: unknown, index) => item(each, `${where}[${index}]`));
    },
    { type: 'array', items: item.schema },
  );
}

/** Any object; its values are not looked at. */
export const record: Shape<{ [key: string]: unknown }> = shape(
  (value, where) => {
    if (!isRecord(value)) throw new ShapeMismatch(where, 'an object', describe(value));
    return value;
  },
  { type: 'object' },
);

/** One of several kinds of objects, told apart by the value of one key. */
export function oneOfKinds<T extends object>(key: string, kinds: { readonly [kind: string]: Shape<T> }): Shape<T> {
  const kind = oneOf(...Object.keys(kinds));
  return shape(
    (value, where) => {
      const source = record(value, where === '' ? 'the file' : where);
      const of = kinds[kind(source[key], where === '' ? key : `${where}.${key}`)];
      if (of === undefined) throw new Error('a kind that is known has a shape');
      return of(value, where);
    },
    { oneOf: Object.values(kinds).map(({ schema }) => schema) },
  );
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/**
 * An object with these keys and no others. Both tables together must name every key of `T`, which the compiler checks: a key that is
 * added to the type cannot be forgotten here.
 */
export function object<T extends object>(
  required: { [K in Exclude<keyof T, OptionalKeys<T>>]: Shape<T[K]> },
  optional: { [K in OptionalKeys<T>]-?: Shape<Exclude<T[K], undefined>> },
): ObjectShape<T> {
  return ofKeys<T>(required, optional);
}

/** The same object with further keys. */
export function extended(of: ObjectShape<object>, required: ShapeTable, optional: ShapeTable): ObjectShape<object> {
  return ofKeys({ ...required, ...of.required }, { ...of.optional, ...optional });
}

function ofKeys<T extends object>(required: ShapeTable, optional: ShapeTable): ObjectShape<T> {
  const requiredShapes = Object.entries(required);
  const optionalShapes = Object.entries(optional);
  const keys = new Set([...requiredShapes, ...optionalShapes].map(([key]) => key));
  const check = (value: unknown, where: string): T => {
    const source = record(value, where === '' ? 'the file' : where);
    const at = (key: string) => (where === '' ? key : `${where}.${key}`);
    for (const [key, of] of requiredShapes) {
      if (!Object.hasOwn(source, key)) throw new ShapeMismatch(at(key), 'there', 'no such key');
      of(source[key], at(key));
    }
    for (const [key, of] of optionalShapes) if (Object.hasOwn(source, key)) of(source[key], at(key));
    const unknown = Object.keys(source).find((key) => !keys.has(key));
    if (unknown !== undefined) throw new ShapeMismatch(at(unknown), 'absent', 'a key that is not known here');
    return source as T;
  };
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: requiredShapes.map(([key]) => key),
    properties: Object.fromEntries([...requiredShapes, ...optionalShapes].map(([key, of]) => [key, of.schema])),
  };
  return Object.assign(shape(check, schema), { required, optional });
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
