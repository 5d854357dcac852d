import { expect, test } from 'vitest';
import { sourceOf } from './adapter-source.ts';
import { defineRegistry, validateRegistry, validateRegistryAdapter } from './define-registry.ts';
import { Failure } from './failure.ts';

const open = () => ({});
const claims = { survives: 'process-kill' } as const;

function failureOf(call: () => unknown): Failure {
  try {
    call();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('an adapter is returned as one of a registry, and its file is remembered', () => {
  const adapter = defineRegistry({ name: 'mine', claims, open });
  expect(adapter).toEqual({ kind: 'registry', name: 'mine', claims, open });
  expect(sourceOf(adapter)).toBe(import.meta.filename);
  expect(validateRegistryAdapter(adapter, 'here')).toBe(adapter);
});

test.each<[what: string, value: unknown, code: string, message: RegExp, hint: RegExp]>([
  ['nothing', undefined, 'CW_ADAPTER_NOT_OBJECT', /here: expected a registry's adapter; found undefined/, /defineRegistry/],
  ['an unknown key', { name: 'n', claims, open, opne: 1 }, 'CW_ADAPTER_KEY', /`opne` is not a key/, /Did you mean `open`\?/],
  ['no name', { claims, open }, 'CW_ADAPTER_KEY', /`name` must be .*; it is missing/, /Add `name`/],
  ['no open', { name: 'n', claims }, 'CW_ADAPTER_KEY', /`open` must be a function.*is missing/, /Add `open`/],
  ['another kind', { kind: 'pool', name: 'n', claims, open }, 'CW_ADAPTER_KEY', /`kind` must be 'registry'/, /Correct/],
  ['a relative place', { name: 'n', claims, open, alsoWrites: ['x'] }, 'CW_ADAPTER_KEY', /`alsoWrites` must be/, /Correct/],
  ['an unknown claim', { name: 'n', claims: { ...claims, lock: 1 }, open }, 'CW_CLAIMS_KEY', /`claims.lock`/, /`claims.locks`\?/],
  ['no survives', { name: 'n', claims: {}, open }, 'CW_CLAIMS_KEY', /`claims.survives` is missing/, /'process-kill'/],
  [
    'an unknown value',
    { name: 'n', claims: { survives: 'process-kil' }, open },
    'CW_CLAIMS_VALUE',
    /found "process-kil"/,
    /'process-kill'\?/,
  ],
  [
    'no promise at all',
    { name: 'n', claims: { survives: 'nothing', status: 'nothing', launches: 'forgotten' }, open },
    'CW_CLAIMS_CONTRADICT',
    /promises nothing/,
    /Claim one/,
  ],
])('%s is refused', (_what, value, code, message, hint) => {
  const failure = failureOf(() => validateRegistryAdapter(value, 'here'));
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(message);
  expect(failure.hint).toMatch(hint);
});

test('an opened registry has the methods that its claims need, and no others are asked for', () => {
  const locks = { lock: () => true, unlock: () => {}, locks: () => [] };
  const onlyLocks = { survives: 'nothing', status: 'nothing', launches: 'forgotten', locks: 'own-process' } as const;
  expect(validateRegistry(locks, onlyLocks)).toBe(locks);
  expect(failureOf(() => validateRegistry(locks, claims)).message).toMatch(/no method `list`/);
  expect(failureOf(() => validateRegistry(undefined, claims)).code).toBe('CW_ADAPTER_SHAPE');
});
