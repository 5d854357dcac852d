import { rememberSource } from './adapter-source.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { nearest } from './nearest.ts';
import type { PoolAdapter } from './pool.ts';
import { POOL_CLAIM_VALUES, type PoolClaims, resolvePoolClaims } from './pool-claims.ts';

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
  if (!isRecord(value)) {
    throw new Failure('CW_ADAPTER_NOT_OBJECT', `${source}: expected the adapter of a pool; found ${describeValue(value)}.`, {
      hint: 'Use `export default definePool({ name, claims, open })`.',
    });
  }
  for (const key of Object.keys(value)) if (!Object.hasOwn(KEYS, key)) throw unknownKey(key, source);
  for (const [key, { expected, required, accepts }] of Object.entries(KEYS)) {
    if (value[key] === undefined && !required) continue;
    if (!accepts(value[key])) throw wrongKey(key, expected, value[key], source);
  }
  if (isRecord(value.claims)) validatePoolClaims(value.claims, source);
  return value as unknown as PoolAdapter;
}

interface KeyRule {
  readonly required: boolean;
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const KEYS: { readonly [K in keyof PoolAdapter]-?: KeyRule } = {
  kind: { required: true, expected: "'pool'", accepts: (value) => value === 'pool' },
  name: {
    required: true,
    expected: 'a name of letters, digits and `._:@/-`',
    accepts: (value) => typeof value === 'string' && /^[A-Za-z0-9._:@/-]+$/.test(value),
  },
  claims: { required: true, expected: "an object of claims, such as { sessions: 'by-key' }", accepts: isRecord },
  open: {
    required: true,
    expected: 'a function ({ backend, rows, clock, config, ... }) that opens the pool',
    accepts: (value) => typeof value === 'function',
  },
  package: {
    required: false,
    expected: 'an object { name, version?, writtenFor? } of strings',
    accepts: (value) => isRecord(value) && typeof value.name === 'string' && Object.values(value).every(isTextOrAbsent),
  },
};

/**
 * The claims, if every key and value is known and no two of them contradict each other.
 *
 * @throws {Failure} CW_CLAIMS_KEY for an unknown key or a missing `sessions`, CW_CLAIMS_VALUE, CW_CLAIMS_CONTRADICT.
 */
function validatePoolClaims(given: { readonly [key: string]: unknown }, source: string): PoolClaims {
  for (const [key, claimed] of Object.entries(given)) {
    if (!isClaim(key)) throw unknownClaim(key, source);
    const allowed: readonly unknown[] = POOL_CLAIM_VALUES[key];
    if (claimed !== undefined && !allowed.includes(claimed)) throw wrongValue(key, claimed, source);
  }
  if (given.sessions === undefined) {
    throw new Failure('CW_CLAIMS_KEY', `${source}: \`claims.sessions\` is missing.`, {
      hint: `Say whose an agent is: ${quoteAll(POOL_CLAIM_VALUES.sessions)}.`,
    });
  }
  const claims = given as unknown as PoolClaims;
  refuseContradictions(claims, source);
  return claims;
}

function refuseContradictions(claims: PoolClaims, source: string): void {
  const { sessions, rows, restart, close } = resolvePoolClaims(claims);
  const refuse = (message: string, hint: string): never => {
    throw new Failure('CW_CLAIMS_CONTRADICT', `${source}: ${message}`, { hint });
  };
  if (restart !== 'none' && rows === 'none')
    refuse(`restart: '${restart}' needs rows: 'kept': a pool that was killed knows only what it wrote.`, "Add rows: 'kept'.");
  if (sessions !== 'by-key' && (rows === 'kept' || close === 'evicts'))
    refuse(
      `sessions: '${sessions}' contradicts ${rows === 'kept' ? "rows: 'kept'" : "close: 'evicts'"}: an agent that is nobody's belongs to no row and no chat.`,
      "Claim sessions: 'by-key', or drop the other one.",
    );
}

function isClaim(key: string): key is keyof PoolClaims {
  return Object.hasOwn(POOL_CLAIM_VALUES, key);
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function unknownKey(key: string, source: string): Failure {
  const known = Object.keys(KEYS);
  const suggestion = nearest(key, known);
  return new Failure(
    'CW_ADAPTER_KEY',
    `${source}: \`${key}\` is not a key of a pool's adapter. The keys are ${known.join(', ')}.`,
    {
      hint: suggestion === undefined ? `Remove \`${key}\`.` : `Did you mean \`${suggestion}\`?`,
    },
  );
}

function wrongKey(key: string, expected: string, found: unknown, source: string): Failure {
  const missing = found === undefined;
  const message = `${source}: \`${key}\` must be ${expected}; it ${missing ? 'is missing' : `was ${describeValue(found)}`}.`;
  return new Failure('CW_ADAPTER_KEY', message, { hint: missing ? `Add \`${key}\` to the adapter.` : `Correct \`${key}\`.` });
}

function unknownClaim(key: string, source: string): Failure {
  const known = Object.keys(POOL_CLAIM_VALUES);
  const suggestion = nearest(key, known);
  return new Failure(
    'CW_CLAIMS_KEY',
    `${source}: \`claims.${key}\` is not a claim of a pool. The claims are ${known.join(', ')}.`,
    {
      hint: suggestion === undefined ? `Remove \`claims.${key}\`.` : `Did you mean \`claims.${suggestion}\`?`,
    },
  );
}

function wrongValue(key: keyof PoolClaims, found: unknown, source: string): Failure {
  const allowed = POOL_CLAIM_VALUES[key];
  const message = `${source}: \`claims.${key}\` must be one of ${quoteAll(allowed)}; found ${describeValue(found)}.`;
  const suggestion = typeof found === 'string' ? nearest(found, allowed) : undefined;
  return new Failure('CW_CLAIMS_VALUE', message, {
    hint:
      suggestion === undefined
        ? 'Claim only what the pool promises; what is not claimed is not judged.'
        : `Did you mean '${suggestion}'?`,
  });
}

function quoteAll(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}
