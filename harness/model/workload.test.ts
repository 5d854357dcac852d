import { describe, expect, test } from 'vitest';
import type { OptionalMethod } from '../contract/session-store.ts';
import type { Capabilities } from './capabilities.ts';
import { sessionOf } from './operation.ts';
import { exhaustiveWorkloads, isWellFormed, randomWorkloads } from './workload.ts';

const capabilities = (...methods: OptionalMethod[]): Capabilities => ({
  methods,
  views: [],
  fields: methods.includes('patch'),
  records: methods.includes('append'),
});
const documents = capabilities('create', 'patch', 'list', 'delete');
const logs = capabilities('append', 'rewrite', 'list', 'delete', 'flush');

const words = (workloads: Iterable<readonly { op: string }[]>) =>
  [...workloads].map((operations) => operations.map(({ op }) => op).join(' '));

describe('exhaustive workloads', () => {
  test('of one operation', () => {
    expect(words(exhaustiveWorkloads(documents, 1))).toEqual(['create']);
    expect(words(exhaustiveWorkloads(logs, 1))).toEqual(['append', 'append', 'append']);
  });

  test('come shortest first and are all different', () => {
    const all = [...exhaustiveWorkloads(documents, 3)];
    expect(all.map(({ length }) => length)).toEqual(all.map(({ length }) => length).sort());
    expect(new Set(all.map((operations) => JSON.stringify(operations))).size).toBe(all.length);
  });

  test.each([
    ['documents', documents],
    ['logs', logs],
  ])('of %s are well formed and name alpha first', (_, store) => {
    for (const operations of exhaustiveWorkloads(store, 3)) {
      expect(isWellFormed(operations, store)).toBe(true);
      expect(sessionOf(operations[0] ?? { op: 'flush' })).toBe('alpha');
    }
  });

  test('use only what the store has', () => {
    const used = new Set([...exhaustiveWorkloads(documents, 3)].flatMap((operations) => operations.map(({ op }) => op)));
    expect([...used].sort()).toEqual(['create', 'delete', 'patch', 'rest']);
  });

  test('let a queue, or a timer, work in the background', () => {
    expect(words(exhaustiveWorkloads(logs, 2))).toContain('append rest');
    expect(words(exhaustiveWorkloads(documents, 2))).toContain('create rest');
  });
});

describe('random workloads', () => {
  const options = { count: 20, length: 12, seed: 7 };

  test('are the same for the same seed, and others for another', () => {
    expect(randomWorkloads(logs, options)).toEqual(randomWorkloads(logs, options));
    expect(randomWorkloads(logs, { ...options, seed: 8 })).not.toEqual(randomWorkloads(logs, options));
  });

  test('are well formed', () => {
    for (const operations of randomWorkloads(documents, options)) expect(isWellFormed(operations, documents)).toBe(true);
  });
});

test.each([
  ['a patch before its create', [{ op: 'patch', session: 'alpha', fields: {} }], false],
  [
    'a create of what exists',
    [
      { op: 'create', session: 'alpha', fields: {} },
      { op: 'create', session: 'alpha', fields: {} },
    ],
    false,
  ],
  [
    'a patch of what was deleted',
    [
      { op: 'create', session: 'a', fields: {} },
      { op: 'delete', session: 'a' },
      { op: 'patch', session: 'a', fields: {} },
    ],
    false,
  ],
  [
    'a new life after delete',
    [
      { op: 'create', session: 'a', fields: {} },
      { op: 'delete', session: 'a' },
      { op: 'create', session: 'a', fields: {} },
    ],
    true,
  ],
] as const)('%s: well formed is %#', (_, operations, expected) => {
  expect(isWellFormed(operations, documents)).toBe(expected);
});
