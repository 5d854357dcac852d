import type { JsonSchema } from '../json-schema.ts';
import { described, object, oneOf, type Shape, ShapeMismatch, shape, string } from '../shape.ts';

/** A failure that is known, and put up with for a while. */
export interface BaselineEntry {
  /** Why it is put up with. Not empty. */
  readonly reason: string;
  /** Where it is followed up: a URL. */
  readonly issue?: string;
  /** The last day on which it is put up with: `2027-03-01`, by UTC. */
  readonly expires?: string;
}

/** The known failures of one store, by requirement. */
export interface BaselineEntries {
  readonly [requirement: string]: BaselineEntry;
}

/** `crashworthy.baseline.json`. */
export interface Baseline {
  readonly schemaVersion: 1;
  /** By the name of the store, as its adapter says it. */
  readonly stores: { readonly [store: string]: BaselineEntries };
}

/** What is known today of all stores. */
export const NO_BASELINE: Baseline = { schemaVersion: 1, stores: {} };

const reason: Shape<string> = shape(
  (value, where) => {
    const text = string(value, where);
    if (text.trim() === '') throw new ShapeMismatch(where, 'a reason', 'an empty text');
    return text;
  },
  { type: 'string', pattern: '\\S' },
);

const day: Shape<string> = shape(
  (value, where) => {
    const text = string(value, where);
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
    if (isDay && new Date(text).toISOString().startsWith(text)) return text;
    throw new ShapeMismatch(where, 'a day such as "2027-03-01"', JSON.stringify(text));
  },
  { type: 'string', format: 'date' },
);

const entry = object<BaselineEntry>(
  { reason: described('Why it is put up with.', reason) },
  {
    issue: described('Where it is followed up: a URL.', string),
    expires: described('The last day on which it is put up with, by UTC.', day),
  },
);

/** A table whose keys are names. */
function byName<T>(of: Shape<T>): Shape<{ [name: string]: T }> {
  const check = (value: unknown, where: string): { [name: string]: T } => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ShapeMismatch(where, 'an object', Array.isArray(value) ? 'a list' : String(value));
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, of(one, `${where}[${JSON.stringify(key)}]`)]));
  };
  return shape(check, { type: 'object', additionalProperties: of.schema });
}

export const baselineShape = object<Baseline>(
  {
    schemaVersion: described('Version of this format.', oneOf(1)),
    stores: described('Known failures by store and requirement.', byName(byName(entry))),
  },
  { $schema: string },
);

/** Its JSON Schema: `schema/baseline.schema.json`. */
export function baselineSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:crashworthy:schema:baseline:1',
    title: 'crashworthy.baseline.json',
    description: 'Failures of stores that are known and put up with (docs/baseline.md).',
    ...baselineShape.schema,
  };
}
