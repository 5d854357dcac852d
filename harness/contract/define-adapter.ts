import type { Adapter } from './adapter.ts';
import { rememberSource } from './adapter-source.ts';
import { ALSO_WRITES, COMMON_KEYS, checkKeys, claimsKey, type KeyRule, openKey } from './check-keys.ts';
import { OLDER } from './older-version.ts';
import { namesServices, type ServedAdapter, validateServedAdapter } from './served-adapter.ts';
import { validateClaims } from './validate-claims.ts';

/**
 * Checks an adapter where it is written, so that a mistake is named before anything runs, and returns it unchanged. The file that
 * calls is remembered: `judge` and `conformance` load the adapter again from there, and want it to be that file's default export.
 *
 * @param adapter one that names `services` is of a store on a server.
 * @throws {Failure} as `validateAdapter`.
 */
export function defineAdapter(adapter: Adapter): Adapter;
export function defineAdapter(adapter: ServedAdapter): ServedAdapter;
export function defineAdapter(adapter: Adapter | ServedAdapter): Adapter | ServedAdapter;
export function defineAdapter(adapter: Adapter | ServedAdapter): Adapter | ServedAdapter {
  if (namesServices(adapter)) validateServedAdapter(adapter, 'defineAdapter');
  else validateAdapter(adapter, 'defineAdapter');
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
  const { claims } = checkKeys(value, KEYS, WORDS, source);
  validateClaims(claims as object, source);
  return value as Adapter;
}

const WORDS = { expected: 'an adapter object', keyOf: 'an adapter', define: 'defineAdapter' };

const KEYS: { readonly [K in Exclude<keyof Adapter, 'services'>]-?: KeyRule } = {
  name: COMMON_KEYS.name,
  claims: claimsKey("{ survives: 'process-kill' }"),
  open: openKey('({ dir, onError }) that opens the store'),
  openOn: {
    required: false,
    expected: 'a function ({ dir, onError }, backend) that opens the store on a backend',
    accepts: (value) => typeof value === 'function',
  },
  alsoWrites: ALSO_WRITES,
  older: OLDER,
  package: COMMON_KEYS.package,
};
