import type { JudgedPackage } from './adapter.ts';
import { type ClaimRules, checkClaims } from './check-claims.ts';
import { COMMON_KEYS, checkKeys, claimsKey, type KeyRule, openKey, type UnknownRecord } from './check-keys.ts';
import type { OpenContext } from './open-context.ts';
import { type ResolvedServedClaims, resolveServedClaims, SERVED_CLAIM_VALUES, type ServedClaims } from './served-claims.ts';
import type { Awaitable, SessionStore } from './session-store.ts';

/** Servers that a store can be judged on. */
export const SERVICES = ['postgres', 'redis', 'mysql'] as const;
export type ServiceKind = (typeof SERVICES)[number];

/** Where a server is: only through this URL is what is said to it seen, and cut. */
export interface ServicePlace {
  readonly url: string;
}

/** What `open` gets of a store on a server. */
export interface ServedContext extends OpenContext {
  /** Those that the adapter names, each with a database that is empty at first and holds later what earlier lives left there. */
  readonly services: { readonly [S in ServiceKind]: ServicePlace };
  /** So long after its last write a session is to be gone, in milliseconds, for stores that let it be chosen: whole seconds, a day at most. */
  readonly ttlMs: number;
}

/** The module that presents a store on a server: its default export. */
export interface ServedAdapter {
  /** Shown in reports. Letters, digits and `._:@/-`. */
  name: string;
  claims: ServedClaims;
  /** The servers that it keeps its sessions on. */
  services: readonly ServiceKind[];
  /** Opens the store on these servers. `dir` is an empty directory, which nothing is read from again. */
  open(context: ServedContext): Awaitable<SessionStore>;
  /** The published package under test, where there is one. */
  package?: JudgedPackage;
}

/** Whether a value means to be the adapter of a store on a server. */
export function namesServices(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('kind' in value) && 'services' in value;
}

/**
 * The same value as a `ServedAdapter`, if it is one.
 *
 * @param source where the value came from, put in front of every message.
 * @throws {Failure} CW_ADAPTER_NOT_OBJECT, CW_ADAPTER_KEY, CW_CLAIMS_KEY, CW_CLAIMS_VALUE.
 */
export function validateServedAdapter(value: unknown, source: string): ServedAdapter {
  const { claims } = checkKeys(value, KEYS, WORDS, source);
  checkClaims(claims as UnknownRecord, CLAIMS, source);
  return value as ServedAdapter;
}

const WORDS = { expected: 'an adapter object', keyOf: 'an adapter of a store on a server', define: 'defineAdapter' };

const KEYS: { readonly [K in keyof ServedAdapter]-?: KeyRule } = {
  name: COMMON_KEYS.name,
  claims: claimsKey("{ survives: 'process-kill' }"),
  services: {
    required: true,
    expected: `an array of names of servers, each once, of ${SERVICES.join(', ')}`,
    accepts: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      new Set(value).size === value.length &&
      value.every((one) => SERVICES.some((name) => name === one)),
  },
  open: openKey('({ services, onError }) that opens the store'),
  package: COMMON_KEYS.package,
};

const CLAIMS: ClaimRules<ResolvedServedClaims> = {
  values: SERVED_CLAIM_VALUES,
  required: 'survives',
  ask: 'Say what an acknowledged write survives',
  claim: 'a claim of a store on a server',
  subject: 'store',
  resolve: (given) => resolveServedClaims(given as unknown as ServedClaims),
  contradictions: [],
};
