import { rememberSource } from './adapter-source.ts';
import { type ClaimRules, checkClaims } from './check-claims.ts';
import {
  ALSO_WRITES,
  COMMON_KEYS,
  checkKeys,
  claimsKey,
  type KeyRule,
  kindKey,
  openKey,
  type UnknownRecord,
} from './check-keys.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { methodsOf, type Registry, type RegistryAdapter } from './registry.ts';
import {
  REGISTRY_CLAIM_VALUES,
  type RegistryClaims,
  type ResolvedRegistryClaims,
  resolveRegistryClaims,
} from './registry-claims.ts';

/**
 * Checks a registry's adapter where it is written, so that a mistake is named before anything runs, and returns it as one of kind `registry`. The file
 * that calls is remembered, as by `defineAdapter`.
 *
 * @throws {Failure} as `validateRegistryAdapter`.
 */
export function defineRegistry(adapter: RegistryAdapter): RegistryAdapter & { readonly kind: 'registry' } {
  validateRegistryAdapter(adapter, 'defineRegistry');
  const defined = { ...adapter, kind: 'registry' } as const;
  rememberSource(defined);
  return defined;
}

/**
 * The same value as a `RegistryAdapter`, if it is one.
 *
 * @param source where the value came from, put in front of every message: a module's path, or a function's name.
 * @throws {Failure} CW_ADAPTER_NOT_OBJECT, CW_ADAPTER_KEY for an unknown, missing or wrongly typed key, CW_CLAIMS_KEY, CW_CLAIMS_VALUE,
 *   CW_CLAIMS_CONTRADICT.
 */
export function validateRegistryAdapter(value: unknown, source: string): RegistryAdapter {
  const { claims } = checkKeys(value, KEYS, WORDS, source);
  checkClaims(claims as UnknownRecord, CLAIMS, source);
  return value as RegistryAdapter;
}

/**
 * An opened registry, if it has every method that its claims need.
 *
 * @throws {Failure} CW_ADAPTER_SHAPE.
 */
export function validateRegistry(value: unknown, claims: RegistryClaims): Registry {
  if (typeof value !== 'object' || value === null) {
    throw new Failure('CW_ADAPTER_SHAPE', `open gave ${describeValue(value)}; expected a registry.`, { hint: METHODS_HINT });
  }
  const found = value as { readonly [key: string]: unknown };
  const missing = methodsOf(claims).find((method) => typeof found[method] !== 'function');
  if (missing === undefined) return value;
  throw new Failure('CW_ADAPTER_SHAPE', `The registry has no method \`${missing}\`, which its claims ask for.`, {
    hint: METHODS_HINT,
  });
}

const METHODS_HINT =
  'See the Registry interface; claim only what the registry has: `status`, `launches`, `wrappers`, `locks`, `manualLocks`.';

const WORDS = { expected: "a registry's adapter", keyOf: "a registry's adapter", define: 'defineRegistry' };

const KEYS: { readonly [K in keyof RegistryAdapter]-?: KeyRule } = {
  kind: { ...kindKey('registry', 'defineRegistry'), required: false },
  name: COMMON_KEYS.name,
  claims: claimsKey("{ survives: 'process-kill' }"),
  open: openKey('({ dir, sources, pids, clock, config }) that opens the registry'),
  package: COMMON_KEYS.package,
  alsoWrites: ALSO_WRITES,
};

const CLAIMS: ClaimRules<ResolvedRegistryClaims> = {
  values: REGISTRY_CLAIM_VALUES,
  required: 'survives',
  ask: 'Say what an acknowledged launch or lock survives',
  claim: 'a claim of a registry',
  subject: 'registry',
  resolve: (given) => resolveRegistryClaims(given as unknown as RegistryClaims),
  contradictions: [
    {
      when: ({ status, launches, locks, manualLocks }) =>
        status === 'nothing' && launches === 'forgotten' && locks === 'none' && manualLocks === 'none',
      message: 'a registry that tells no status, keeps no launch and no lock promises nothing.',
      hint: 'Claim one of them.',
    },
  ],
};
