import { expect, test } from 'vitest';
import { defineAdapter, validateAdapter } from './define-adapter.ts';

const open = () => ({ read: () => null, patch: () => {} });
const claims = { survives: 'process-kill' };

test('a good adapter comes back as it is', () => {
  const adapter = {
    name: 'a:b/c@1.0_x-y',
    claims: { survives: 'nothing' },
    open,
    package: { name: 'p', version: '1.0.0' },
  } as const;
  expect(defineAdapter(adapter)).toBe(adapter);
  expect(validateAdapter({ name: 'n', claims, open }, 'here')).toMatchObject({ name: 'n' });
  expect(validateAdapter({ name: 'n', claims: { ...claims, writers: undefined }, open, package: undefined }, 'here').name).toBe(
    'n',
  );
});

test.each<[what: string, value: unknown, code: string, message: RegExp, hint: RegExp]>([
  [
    'nothing',
    undefined,
    'CW_ADAPTER_NOT_OBJECT',
    /here: expected an adapter object; found undefined/,
    /export default defineAdapter/,
  ],
  ['a function', open, 'CW_ADAPTER_NOT_OBJECT', /found the function open/, /defineAdapter/],
  ['an array', [1], 'CW_ADAPTER_NOT_OBJECT', /found an array of 1/, /defineAdapter/],
  ['an unknown key', { name: 'n', claims, open, opne: 1 }, 'CW_ADAPTER_KEY', /`opne` is not a key/, /Did you mean `open`\?/],
  ['a far-off key', { name: 'n', claims, open, zebra: 1 }, 'CW_ADAPTER_KEY', /`zebra` is not a key/, /Remove `zebra`/],
  ['no name', { claims, open }, 'CW_ADAPTER_KEY', /`name` must be .*; it is missing/, /Add `name`/],
  ['a bad name', { name: 'a b', claims, open }, 'CW_ADAPTER_KEY', /`name` must be .*; it was "a b"/, /Correct `name`/],
  ['no open', { name: 'n', claims }, 'CW_ADAPTER_KEY', /`open` must be a function.*is missing/, /Add `open`/],
  [
    'open that is no function',
    { name: 'n', claims, open: {} },
    'CW_ADAPTER_KEY',
    /`open`.*was an object with no keys/,
    /Correct/,
  ],
  [
    'claims that are no object',
    { name: 'n', claims: 'all', open },
    'CW_ADAPTER_KEY',
    /`claims` must be an object.*was "all"/,
    /Correct/,
  ],
  ['a bad package', { name: 'n', claims, open, package: 'p' }, 'CW_ADAPTER_KEY', /`package` must be/, /Correct/],
  [
    'a package with a number',
    { name: 'n', claims, open, package: { name: 'p', version: 1 } },
    'CW_ADAPTER_KEY',
    /`package`/,
    /Correct/,
  ],
  ['no function', { name: 'n', claims, open, openOn: 'x' }, 'CW_ADAPTER_KEY', /`openOn` must be a function/, /Correct/],
  ['a relative place', { name: 'n', claims, open, alsoWrites: ['x'] }, 'CW_ADAPTER_KEY', /`alsoWrites` must be/, /Correct/],
  ['all places', { name: 'n', claims, open, alsoWrites: ['/tmp/..'] }, 'CW_ADAPTER_KEY', /`alsoWrites` must be/, /Correct/],
  [
    'an unknown claim',
    { name: 'n', claims: { ...claims, writer: 'x' }, open },
    'CW_CLAIMS_KEY',
    /`claims.writer`/,
    /`claims.writers`\?/,
  ],
  [
    'an inherited name as a claim',
    { name: 'n', claims: { ...claims, toString: 1 }, open },
    'CW_CLAIMS_KEY',
    /`claims.toString`/,
    /Remove/,
  ],
  ['no survives', { name: 'n', claims: {}, open }, 'CW_CLAIMS_KEY', /`claims.survives` is missing/, /'power-loss'/],
  [
    'an unknown value',
    { name: 'n', claims: { survives: 'powerloss' }, open },
    'CW_CLAIMS_VALUE',
    /found "powerloss"/,
    /'power-loss'\?/,
  ],
  [
    'a retention that is too short to be told from none',
    { name: 'n', claims: { ...claims, retention: 60_000 }, open },
    'CW_CLAIMS_VALUE',
    /must be a whole number of at least 3600000; found the number 60000/,
    /Claim only/,
  ],
  [
    'undefined survives',
    { name: 'n', claims: { survives: undefined }, open },
    'CW_CLAIMS_VALUE',
    /found undefined/,
    /Claim only/,
  ],
])('refuses %s', (_, value, code, message, hint) => {
  expect(() => validateAdapter(value, 'here')).toThrow(
    expect.objectContaining({
      name: 'Failure',
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    }),
  );
});

test.each<[claims: Record<string, string>, message: RegExp]>([
  [{ survives: 'nothing', acknowledgedBy: 'flush' }, /'nothing' contradicts acknowledgedBy: 'flush'/],
  [{ survives: 'process-kill', append: 'queued' }, /'queued' contradicts acknowledgedBy: 'call'/],
  [{ survives: 'nothing', writers: 'many-processes' }, /'nothing' contradicts writers/],
])('refuses the contradiction %j', (contradicting, message) => {
  expect(() => validateAdapter({ name: 'n', claims: contradicting, open }, 'here')).toThrow(
    expect.objectContaining({ code: 'CW_CLAIMS_CONTRADICT', message: expect.stringMatching(message), hint: expect.any(String) }),
  );
});

test.each<Record<string, string>>([
  { survives: 'nothing', append: 'queued' },
  { survives: 'power-loss', append: 'queued', acknowledgedBy: 'flush' },
  { survives: 'nothing', writers: 'many-instances' },
  { survives: 'process-kill', writers: 'many-processes', patch: 'read-modify-write', corruption: 'repair' },
])('accepts the claims %j', (possible) => {
  expect(validateAdapter({ name: 'n', claims: possible, open }, 'here').claims).toBe(possible);
});
