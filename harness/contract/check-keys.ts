import { isAbsolute, resolve } from 'node:path';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { nearest } from './nearest.ts';

export type UnknownRecord = { readonly [key: string]: unknown };

/** What one key of an adapter must hold. */
export interface KeyRule {
  readonly required: boolean;
  /** Completes "`key` must be". */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/** How messages speak of one kind of adapter. */
export interface AdapterWords {
  /** Completes "expected": `a registry's adapter`. */
  readonly expected: string;
  /** Completes "is not a key of". */
  readonly keyOf: string;
  /** The function that users make one with. */
  readonly define: string;
}

/** Keys that adapters of every kind have. */
export const COMMON_KEYS = {
  name: {
    required: true,
    expected: 'a name of letters, digits and `._:@/-`',
    accepts: (value) => typeof value === 'string' && /^[A-Za-z0-9._:@/-]+$/.test(value),
  },
  package: { required: false, expected: 'an object { name, version?, writtenFor? } of strings', accepts: isPackage },
} as const satisfies { readonly [key: string]: KeyRule };

/** Of adapters whose subject writes to the disk. */
export const ALSO_WRITES: KeyRule = {
  required: false,
  expected: 'an array of absolute paths, and not `/` itself',
  accepts: (value) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string' && isAbsolute(one) && resolve(one) !== '/'),
};

/** @param example claims in the form of a literal. */
export function claimsKey(example: string): KeyRule {
  return { required: true, expected: `an object of claims, such as ${example}`, accepts: isRecord };
}

/** @param completed the parameters and what it opens, as in `({ dir }) that opens the store`. */
export function openKey(completed: string): KeyRule {
  return { required: true, expected: `a function ${completed}`, accepts: (value) => typeof value === 'function' };
}

/** The key that `definePool` and its like put there themselves: messages do not offer it. */
export function kindKey(kind: string, define: string): KeyRule {
  return { required: true, expected: `'${kind}', which ${define} puts there`, accepts: (value) => value === kind };
}

/**
 * The value as an object, if it has the keys of these rules and no other.
 *
 * @param source where the value came from, put in front of every message.
 * @throws {Failure} CW_ADAPTER_NOT_OBJECT, CW_ADAPTER_KEY for an unknown, missing or wrongly typed key.
 */
export function checkKeys(
  value: unknown,
  rules: { readonly [key: string]: KeyRule },
  words: AdapterWords,
  source: string,
): UnknownRecord {
  if (!isRecord(value)) {
    throw new Failure('CW_ADAPTER_NOT_OBJECT', `${source}: expected ${words.expected}; found ${describeValue(value)}.`, {
      hint: `Use \`export default ${words.define}({ name, claims, open })\`.`,
    });
  }
  for (const key of Object.keys(value)) if (!Object.hasOwn(rules, key)) throw unknownKey(key, rules, words, source);
  for (const [key, { expected, required, accepts }] of Object.entries(rules)) {
    if (value[key] === undefined && !required) continue;
    if (!accepts(value[key])) throw wrongKey(key, expected, value[key], source);
  }
  return value;
}

function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPackage(value: unknown): boolean {
  if (!isRecord(value) || !Object.keys(value).every((key) => ['name', 'version', 'writtenFor'].includes(key))) return false;
  const optional = [value.version, value.writtenFor].every((one) => one === undefined || typeof one === 'string');
  return typeof value.name === 'string' && value.name !== '' && optional;
}

function unknownKey(key: string, rules: object, { keyOf }: AdapterWords, source: string): Failure {
  const known = Object.keys(rules).filter((one) => one !== 'kind');
  const suggestion = nearest(key, known);
  return new Failure('CW_ADAPTER_KEY', `${source}: \`${key}\` is not a key of ${keyOf}. The keys are ${known.join(', ')}.`, {
    hint: suggestion === undefined ? `Remove \`${key}\`.` : `Did you mean \`${suggestion}\`?`,
  });
}

function wrongKey(key: string, expected: string, found: unknown, source: string): Failure {
  const missing = found === undefined;
  const message = `${source}: \`${key}\` must be ${expected}; it ${missing ? 'is missing' : `was ${describeValue(found)}`}.`;
  return new Failure('CW_ADAPTER_KEY', message, { hint: missing ? `Add \`${key}\` to the adapter.` : `Correct \`${key}\`.` });
}
