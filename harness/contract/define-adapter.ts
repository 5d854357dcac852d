import { isAbsolute, resolve } from 'node:path';
import type { Adapter } from './adapter.ts';
import { rememberSource } from './adapter-source.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { nearest } from './nearest.ts';
import { validateClaims } from './validate-claims.ts';

/**
 * Checks an adapter where it is written, so that a mistake is named before anything runs, and returns it unchanged. The file that
 * calls is remembered: `judge` and `conformance` load the adapter again from there, and want it to be that file's default export.
 *
 * @throws {Failure} as `validateAdapter`.
 */
export function defineAdapter(adapter: Adapter): Adapter {
  validateAdapter(adapter, 'defineAdapter');
  rememberSource(adapter);
  return adapter;
}

/**
 * The same value as an `Adapter`, if it is one. Used on the default export of a module that a user named.
 *
 * @param source where the value came from, put in front of every message: a module's path, or a function's name.
 * @throws {Failure} CW_ADAPTER_NOT_OBJECT, CW_ADAPTER_KEY for an unknown, missing or wrongly typed key, CW_CLAIMS_KEY,
 *   CW_CLAIMS_VALUE, CW_CLAIMS_CONTRADICT.
 */
export function validateAdapter(value: unknown, source: string): Adapter {
  if (!isRecord(value)) {
    throw new Failure('CW_ADAPTER_NOT_OBJECT', `${source}: expected an adapter object; found ${describeValue(value)}.`, {
      hint: 'Use `export default defineAdapter({ name, claims, open })`.',
    });
  }
  for (const key of Object.keys(value)) if (!Object.hasOwn(KEYS, key)) throw unknownKey(key, source);
  for (const [key, { expected, required, accepts }] of Object.entries(KEYS)) {
    if (value[key] === undefined && !required) continue;
    if (!accepts(value[key])) throw wrongKey(key, expected, value, source);
  }
  if (isRecord(value.claims)) validateClaims(value.claims, source);
  return value as unknown as Adapter;
}

type UnknownRecord = { readonly [key: string]: unknown };

interface KeyRule {
  required: boolean;
  expected: string;
  accepts(value: unknown): boolean;
}

const KEYS: { readonly [K in keyof Adapter]-?: KeyRule } = {
  name: {
    required: true,
    expected: 'a name of letters, digits and `._:@/-`',
    accepts: (value) => typeof value === 'string' && /^[A-Za-z0-9._:@/-]+$/.test(value),
  },
  claims: { required: true, expected: "an object of claims, such as { survives: 'process-kill' }", accepts: isRecord },
  open: {
    required: true,
    expected: 'a function ({ dir, onError }) that opens the store',
    accepts: (value) => typeof value === 'function',
  },
  alsoWrites: { required: false, expected: 'an array of absolute paths, and not `/` itself', accepts: areAbsolutePaths },
  package: { required: false, expected: 'an object { name, version?, writtenFor? } of strings', accepts: isPackage },
};

function isPackage(value: unknown): boolean {
  if (!isRecord(value) || !Object.keys(value).every((key) => ['name', 'version', 'writtenFor'].includes(key))) return false;
  const optional = [value.version, value.writtenFor].every((one) => one === undefined || typeof one === 'string');
  return typeof value.name === 'string' && value.name !== '' && optional;
}

function areAbsolutePaths(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && isAbsolute(one) && resolve(one) !== '/');
}

function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownKey(key: string, source: string): Failure {
  const known = Object.keys(KEYS);
  const suggestion = nearest(key, known);
  return new Failure('CW_ADAPTER_KEY', `${source}: \`${key}\` is not a key of an adapter. The keys are ${known.join(', ')}.`, {
    hint: suggestion === undefined ? `Remove \`${key}\`.` : `Did you mean \`${suggestion}\`?`,
  });
}

function wrongKey(key: string, expected: string, value: UnknownRecord, source: string): Failure {
  const missing = value[key] === undefined;
  const found = missing ? 'is missing' : `was ${describeValue(value[key])}`;
  return new Failure('CW_ADAPTER_KEY', `${source}: \`${key}\` must be ${expected}; it ${found}.`, {
    hint: missing ? `Add \`${key}\` to the adapter.` : `Correct \`${key}\`.`,
  });
}
