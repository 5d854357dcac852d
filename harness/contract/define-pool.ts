import { rememberSource } from './adapter-source.ts';
import { type ClaimRules, checkClaims } from './check-claims.ts';
import { COMMON_KEYS, checkKeys, claimsKey, type KeyRule, kindKey, openKey, type UnknownRecord } from './check-keys.ts';
import type { PoolAdapter } from './pool.ts';
import { POOL_CLAIM_VALUES, type PoolClaims, type ResolvedPoolClaims, resolvePoolClaims } from './pool-claims.ts';

/**
 * Checks the adapter of a pool where it is written, so that a mistake is named before anything runs, and returns it with its kind. The file that calls
 * is remembered, as by `defineAdapter`; it is to be that file's default export.
 *
 * @throws {Failure} as `validatePoolAdapter`.
 */
export function definePool(adapter: Omit<PoolAdapter, 'kind'>): PoolAdapter {
  const pool = validatePoolAdapter({ kind: 'pool', ...adapter }, 'definePool');
  rememberSource(pool);
  return pool;
}

/**
 * The same value as a `PoolAdapter`, if it is one.
 *
 * @param source where the value came from, put in front of every message: a module's path, or a function's name.
 * @throws {Failure} CW_ADAPTER_NOT_OBJECT, CW_ADAPTER_KEY for an unknown, missing or wrongly typed key, CW_CLAIMS_KEY,
 *   CW_CLAIMS_VALUE, CW_CLAIMS_CONTRADICT.
 */
export function validatePoolAdapter(value: unknown, source: string): PoolAdapter {
  const { claims } = checkKeys(value, KEYS, WORDS, source);
  checkClaims(claims as UnknownRecord, CLAIMS, source);
  return value as PoolAdapter;
}

const WORDS = { expected: 'the adapter of a pool', keyOf: "a pool's adapter", define: 'definePool' };

const KEYS: { readonly [K in keyof PoolAdapter]-?: KeyRule } = {
  kind: kindKey('pool', 'definePool'),
  name: COMMON_KEYS.name,
  claims: claimsKey("{ sessions: 'by-key' }"),
  open: openKey('({ backend, rows, clock, config, ... }) that opens the pool'),
  package: COMMON_KEYS.package,
};

const CLAIMS: ClaimRules<ResolvedPoolClaims> = {
  values: POOL_CLAIM_VALUES,
  required: 'sessions',
  ask: 'Say whose an agent is',
  claim: 'a claim of a pool',
  subject: 'pool',
  resolve: (given) => resolvePoolClaims(given as unknown as PoolClaims),
  contradictions: [
    {
      when: ({ restart, rows }) => restart !== 'none' && rows === 'none',
      message: "`restart` needs rows: 'kept': a pool that was killed knows only what it wrote.",
      hint: "Add rows: 'kept', or drop `restart`.",
    },
    {
      when: ({ sessions, rows }) => sessions !== 'by-key' && rows === 'kept',
      message: "rows: 'kept' needs sessions: 'by-key': an agent that is nobody's belongs to no row.",
      hint: "Claim sessions: 'by-key', or drop `rows`.",
    },
    {
      when: ({ sessions, close }) => sessions !== 'by-key' && close === 'evicts',
      message: "close: 'evicts' needs sessions: 'by-key': an agent that is nobody's belongs to no chat.",
      hint: "Claim sessions: 'by-key', or drop `close`.",
    },
  ],
};
