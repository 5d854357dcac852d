import { isAbsolute, resolve } from 'node:path';
import { rememberSource } from './adapter-source.ts';
import { describeValue } from './describe-value.ts';
import { Failure } from './failure.ts';
import { nearest } from './nearest.ts';
import { methodsOf, type Registry, type RegistryAdapter } from './registry.ts';
import { REGISTRY_CLAIM_VALUES, type RegistryClaims, resolveRegistryClaims } from './registry-claims.ts';

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
  if (!isRecord(value)) {
    throw new Failure('CW_ADAPTER_NOT_OBJECT', `${source}: expected a registry's adapter; found ${describeValue(value)}.`, {
      hint: 'Use `export default defineRegistry({ name, claims, open })`.',
    });
  }
  for (const key of Object.keys(value)) if (!Object.hasOwn(KEYS, key)) throw unknownKey(key, source);
  for (const [key, { expected, required, accepts }] of Object.entries(KEYS)) {
    if (value[key] === undefined && !required) continue;
    if (!accepts(value[key])) throw wrongKey(key, expected, value, source);
  }
  if (isRecord(value.claims)) validateRegistryClaims(value.claims, source);
  return value as unknown as RegistryAdapter;
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

type UnknownRecord = { readonly [key: string]: unknown };

interface KeyRule {
  required: boolean;
  expected: string;
  accepts(value: unknown): boolean;
}

const KEYS: { readonly [K in keyof RegistryAdapter]-?: KeyRule } = {
  kind: { required: false, expected: "'registry', which defineRegistry puts there", accepts: (value) => value === 'registry' },
  name: {
    required: true,
    expected: 'a name of letters, digits and `._:@/-`',
    accepts: (value) => typeof value === 'string' && /^[A-Za-z0-9._:@/-]+$/.test(value),
  },
  claims: { required: true, expected: "an object of claims, such as { survives: 'process-kill' }", accepts: isRecord },
  open: {
    required: true,
    expected: 'a function ({ dir, sources, pids, clock, config }) that opens the registry',
    accepts: (value) => typeof value === 'function',
  },
  package: { required: false, expected: 'an object { name, version?, writtenFor? } of strings', accepts: isPackage },
  alsoWrites: { required: false, expected: 'an array of absolute paths, and not `/` itself', accepts: areAbsolutePaths },
};

/**
 * The claims, if every key and value is known and they do not contradict each other.
 *
 * @throws {Failure} CW_CLAIMS_KEY, CW_CLAIMS_VALUE, CW_CLAIMS_CONTRADICT.
 */
function validateRegistryClaims(claims: UnknownRecord, source: string): void {
  const known = Object.keys(REGISTRY_CLAIM_VALUES);
  for (const [key, claimed] of Object.entries(claims)) {
    if (!Object.hasOwn(REGISTRY_CLAIM_VALUES, key)) {
      const suggestion = nearest(key, known);
      throw new Failure(
        'CW_CLAIMS_KEY',
        `${source}: \`claims.${key}\` is not a claim of a registry. The claims are ${known.join(', ')}.`,
        {
          hint: suggestion === undefined ? `Remove \`claims.${key}\`.` : `Did you mean \`claims.${suggestion}\`?`,
        },
      );
    }
    if (claimed === undefined && key !== 'survives') continue;
    const allowed: readonly unknown[] = REGISTRY_CLAIM_VALUES[key as keyof RegistryClaims];
    if (!allowed.includes(claimed)) throw wrongValue(key, claimed, allowed, source);
  }
  if (!Object.hasOwn(claims, 'survives')) {
    throw new Failure('CW_CLAIMS_KEY', `${source}: \`claims.survives\` is missing.`, {
      hint: "Say what an acknowledged launch or lock survives: 'nothing', 'process-kill'.",
    });
  }
  const { status, launches, locks, manualLocks } = resolveRegistryClaims(claims as unknown as RegistryClaims);
  if (status === 'nothing' && launches === 'forgotten' && locks === 'none' && manualLocks === 'none') {
    const message = `${source}: a registry that tells no status, keeps no launch and no lock promises nothing.`;
    throw new Failure('CW_CLAIMS_CONTRADICT', message, { hint: 'Claim one of them.' });
  }
}

function wrongValue(key: string, found: unknown, allowed: readonly unknown[], source: string): Failure {
  const texts = allowed.filter((one) => typeof one === 'string');
  const quoted = texts.map((text) => `'${text}'`).join(', ');
  const suggestion = typeof found === 'string' ? nearest(found, texts) : undefined;
  return new Failure('CW_CLAIMS_VALUE', `${source}: \`claims.${key}\` must be one of ${quoted}; found ${describeValue(found)}.`, {
    hint:
      suggestion === undefined
        ? 'Claim only what the registry promises; what is not claimed is not judged.'
        : `Did you mean '${suggestion}'?`,
  });
}

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
  const known = Object.keys(KEYS).filter((one) => one !== 'kind');
  const suggestion = nearest(key, known);
  return new Failure(
    'CW_ADAPTER_KEY',
    `${source}: \`${key}\` is not a key of a registry's adapter. The keys are ${known.join(', ')}.`,
    {
      hint: suggestion === undefined ? `Remove \`${key}\`.` : `Did you mean \`${suggestion}\`?`,
    },
  );
}

function wrongKey(key: string, expected: string, value: UnknownRecord, source: string): Failure {
  const missing = value[key] === undefined;
  const found = missing ? 'is missing' : `was ${describeValue(value[key])}`;
  return new Failure('CW_ADAPTER_KEY', `${source}: \`${key}\` must be ${expected}; it ${found}.`, {
    hint: missing ? `Add \`${key}\` to the adapter.` : `Correct \`${key}\`.`,
  });
}
