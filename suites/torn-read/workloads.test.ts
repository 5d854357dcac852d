import { describe, expect, test } from 'vitest';
import { resolveClaims } from '../../harness/contract/claims.ts';
import type { OptionalMethod } from '../../harness/contract/session-store.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { text } from '../../harness/model/text.ts';
import { isWellFormed } from '../../harness/model/workload.ts';
import { endOfOperation, pointsFrom, primitivesOf } from './beside-schedules.ts';
import { smallerWorkloads } from './smaller-workloads.ts';
import { thinned } from './thinned.ts';
import { isLarge, payloadClass, tornWorkloads } from './workloads.ts';

const capabilitiesOf = (...methods: OptionalMethod[]) => ({
  methods,
  views: [],
  fields: methods.includes('patch'),
  records: methods.includes('append'),
});
const claims = resolveClaims({ survives: 'process-kill' });
const flushed = resolveClaims({ survives: 'process-kill', acknowledgedBy: 'flush' });

describe('workloads', () => {
  test.each<[string, OptionalMethod[], typeof claims]>([
    ['documents', ['create', 'patch', 'delete', 'touch'], claims],
    ['documents without create', ['patch'], claims],
    ['a log', ['append', 'rewrite', 'delete'], claims],
    ['both', ['create', 'patch', 'append', 'rewrite'], claims],
    ['a queued log', ['append', 'flush'], flushed],
  ])('of %s are well-formed, use every operation, and come to rest', (_, methods, claimed) => {
    const capabilities = capabilitiesOf(...methods);
    const workloads = tornWorkloads('quick', capabilities, claimed, 1);
    expect(workloads.length).toBeGreaterThan(4);
    const used = new Set(workloads.flatMap(({ operations }) => operations.map(({ op }) => op)));
    for (const method of methods) expect(used).toContain(method);
    expect(workloads.some(({ operations }) => isLarge(operations))).toBe(true);
    for (const { operations, focus } of workloads) {
      expect(
        isWellFormed(
          operations.filter((operation) => 'session' in operation),
          capabilities,
        ),
      ).toBe(true);
      expect(operations.at(-1)?.op).toBe('rest');
      expect(operations[focus]?.op).not.toBe('rest');
      if (focus > 0) expect(operations[focus - 1]?.op).toBe('rest');
      // What a flush acknowledges is flushed.
      const writes = operations.filter((operation) => 'session' in operation).length;
      if (claimed === flushed) expect(operations.filter(({ op }) => op === 'flush').length).toBe(writes);
    }
  });

  test('of a higher effort are more, of equal seeds equal', () => {
    const capabilities = capabilitiesOf('create', 'patch');
    const counts = (['quick', 'default', 'thorough'] as const).map(
      (effort) => tornWorkloads(effort, capabilities, claims, 1).length,
    );
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    expect(counts[0]).toBeLessThan(counts[1] ?? 0);
    expect(tornWorkloads('default', capabilities, claims, 7)).toEqual(tornWorkloads('default', capabilities, claims, 7));
  });
});

test.each([
  [24, 'ordinary'],
  [10_000, 'ordinary'],
  [600_000, 'chunked'],
  [3_000_000, 'large'],
])('%d bytes are %s', (bytes, expected) => {
  expect(payloadClass([{ op: 'append', session: 'a', record: { deep: [text('p', bytes)] } }])).toBe(expected);
});

test('smaller workloads lack an operation, or have a shorter text', () => {
  const operations: Operation[] = [
    { op: 'append', session: 'a', record: 1 },
    { op: 'rewrite', session: 'a', records: [{ x: text('p', 20_000) }, 2] },
  ];
  const [rewrite, append] = [operations[1], operations[0]];
  const cut = (bytes: number) => ({ op: 'rewrite', session: 'a', records: [{ x: text('p', bytes) }, 2] });
  expect([...smallerWorkloads(operations)]).toEqual([[append], [rewrite], [append, cut(24)], [append, cut(10_000)]]);
});

test('thinning keeps the first, and the order', () => {
  expect(thinned([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(thinned([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([0, 3, 6]);
  expect(thinned([1, 2], 0)).toEqual([]);
});

describe('the places of readers in another process', () => {
  const change = (index: number, historyBefore: number, length?: number) => ({
    index,
    historyBefore,
    event: {
      type: 'fs',
      primitive: length === undefined ? 'open' : 'write',
      api: 'x',
      effects: [],
      offset: 0,
      length: length ?? 0,
    } as const,
  });
  const changes = [change(0, 1), change(1, 1, 9000), change(2, 3), change(3, 3, 10)];

  test('are in front of each change, inside long writes, and at the end', () => {
    expect(pointsFrom(changes, 1, 20)).toEqual([
      { changes: 1 },
      { changes: 1, tornBytes: 4096 },
      { changes: 1, tornBytes: 8192 },
      { changes: 2 },
      { changes: 3 },
      { changes: 4 },
    ]);
  });

  test('are no more than asked for, the end always among them', () => {
    const many = Array.from({ length: 500 }, (_, index) => change(index, 1, 50_000));
    const points = pointsFrom(many, 0, 20);
    expect(points.length).toBeLessThanOrEqual(21);
    expect(points.at(-1)).toEqual({ changes: 500 });
  });

  test('the end of an operation', () => {
    expect([0, 1, 2, 3].map((from) => endOfOperation(changes, from))).toEqual([2, 2, 4, 4]);
  });

  test('are in front of all primitives but the first, or of the marks and a choice of others', () => {
    expect(primitivesOf([2, 5], 10)).toEqual([1, 2, 3, 4]);
    expect(primitivesOf([7, 53, 100], 3)).toEqual([1, 7, 34, 53, 67]);
    expect(primitivesOf([], 3)).toEqual([]);
  });
});
