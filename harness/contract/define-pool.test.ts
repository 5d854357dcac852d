import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sourceOf } from './adapter-source.ts';
import { definePool, validatePoolAdapter } from './define-pool.ts';
import type { PoolAdapter } from './pool.ts';
import { resolvePoolClaims } from './pool-claims.ts';

const open = (): never => {
  throw new Error('not opened');
};
const SOUND = { kind: 'pool', name: 'mine', claims: { sessions: 'by-key' }, open };

test('the adapter is returned with its kind, and its file is remembered', () => {
  const pool = definePool({ name: 'mine', claims: { sessions: 'any', cap: 'waits' }, open });
  expect(pool).toEqual({ kind: 'pool', name: 'mine', claims: { sessions: 'any', cap: 'waits' }, open });
  expect(sourceOf(pool)).toBe(fileURLToPath(import.meta.url));
});

test.each<[what: string, value: unknown, code: string, message: RegExp, hint: RegExp]>([
  ['no object', 'mine', 'CW_ADAPTER_NOT_OBJECT', /expected the adapter of a pool; found/, /definePool/],
  ['a store', { ...SOUND, kind: 'store' }, 'CW_ADAPTER_KEY', /`kind` must be 'pool'/, /Correct `kind`/],
  ['no open', { ...SOUND, open: undefined }, 'CW_ADAPTER_KEY', /`open` must be a function .*it is missing/, /Add `open`/],
  ['a blank in the name', { ...SOUND, name: 'my pool' }, 'CW_ADAPTER_KEY', /`name` must be a name of letters/, /Correct/],
  ['an unknown key', { ...SOUND, claim: {} }, 'CW_ADAPTER_KEY', /`claim` is not a key/, /`claims`/],
  ['a package without a name', { ...SOUND, package: {} }, 'CW_ADAPTER_KEY', /`package` must be/, /Correct/],
  [
    'no claims of sessions',
    { ...SOUND, claims: {} },
    'CW_CLAIMS_KEY',
    /`claims.sessions` is missing/,
    /'by-key', 'any', 'shared'/,
  ],
  [
    'an unknown claim',
    { ...SOUND, claims: { sessions: 'any', iddle: 'evicted' } },
    'CW_CLAIMS_KEY',
    /not a claim of a pool/,
    /claims\.idle/,
  ],
  [
    'an unknown value',
    { ...SOUND, claims: { sessions: 'any', cap: 'wait' } },
    'CW_CLAIMS_VALUE',
    /one of 'evicts', 'waits', 'none'/,
    /'waits'/,
  ],
  [
    'a restart without rows',
    { ...SOUND, claims: { sessions: 'by-key', restart: 'reattaches' } },
    'CW_CLAIMS_CONTRADICT',
    /needs rows: 'kept'/,
    /Add rows/,
  ],
  [
    'rows of nobody',
    { ...SOUND, claims: { sessions: 'any', rows: 'kept' } },
    'CW_CLAIMS_CONTRADICT',
    /rows: 'kept' needs sessions: 'by-key'/,
    /by-key/,
  ],
  [
    'chats of nobody',
    { ...SOUND, claims: { sessions: 'any', close: 'evicts' } },
    'CW_CLAIMS_CONTRADICT',
    /close: 'evicts' needs sessions: 'by-key'/,
    /by-key/,
  ],
])('%s is refused', (_, value, code, message, hint) => {
  const refused = () => validatePoolAdapter(value, 'pool.ts');
  expect(refused).toThrow(expect.objectContaining({ code, hint: expect.stringMatching(hint) }));
  expect(refused).toThrow(message);
});

test('a claim that is absent or undefined promises nothing', () => {
  const given = { ...SOUND, claims: { sessions: 'by-key', idle: undefined } };
  const { claims }: PoolAdapter = validatePoolAdapter(given, 'pool.ts');
  expect(resolvePoolClaims(claims)).toEqual({
    sessions: 'by-key',
    idle: 'kept',
    cap: 'none',
    crash: 'unhandled',
    abort: 'none',
    close: 'none',
    rows: 'none',
    restart: 'none',
    reaper: 'none',
    heartbeat: 'none',
    dispose: 'none',
  });
});
