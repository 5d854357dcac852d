import { describe, expect, test } from 'vitest';
import type { Operation } from './operation.ts';
import { applyOperation, type ModelState, sameJson, sameState } from './reference.ts';
import { expand, text } from './text.ts';

const session = 's';

test.each<[string, ModelState, Operation, ModelState]>([
  ['create', null, { op: 'create', session, fields: { a: 1 } }, { fields: { a: 1 }, records: [] }],
  [
    'patch merges shallowly',
    { fields: { a: { x: 1 }, b: 2 }, records: [] },
    { op: 'patch', session, fields: { a: { y: 1 } } },
    { fields: { a: { y: 1 }, b: 2 }, records: [] },
  ],
  ['append to nothing creates', null, { op: 'append', session, record: 1 }, { fields: {}, records: [1] }],
  ['append adds at the end', { fields: {}, records: [1] }, { op: 'append', session, record: 2 }, { fields: {}, records: [1, 2] }],
  [
    'rewrite replaces records, not fields',
    { fields: { a: 1 }, records: [1, 2] },
    { op: 'rewrite', session, records: [3] },
    { fields: { a: 1 }, records: [3] },
  ],
  ['delete', { fields: {}, records: [] }, { op: 'delete', session }, null],
  ['touch changes nothing', { fields: { a: 1 }, records: [] }, { op: 'touch', session }, { fields: { a: 1 }, records: [] }],
])('%s', (_, before, operation, after) => {
  expect(applyOperation(before, operation)).toEqual(after);
});

test('a long text is expanded to exactly its bytes, different for each tag', () => {
  const state = applyOperation(null, { op: 'append', session, record: { t: text('p1', 10_000) } });
  const [record] = state?.records ?? [];
  expect(JSON.stringify(record)).toHaveLength(10_000 + '{"t":""}'.length);
  expect(expand(text('p1', 100))).not.toBe(expand(text('p2', 100)));
});

describe('equality', () => {
  test.each([
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [[1, 2], [2, 1], false],
    [0, -0, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [JSON.parse('{"__proto__":1}'), {}, false],
    [null, {}, false],
    [[], {}, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameJson(a, b)).toBe(same);
  });

  test('only the parts that a store keeps count', () => {
    const model: ModelState = { fields: { a: 1 }, records: [1] };
    expect(sameState(model, { fields: { a: 1 } }, { fields: true, records: false })).toBe(true);
    expect(sameState(model, { fields: { a: 1 } }, { fields: true, records: true })).toBe(false);
    expect(sameState(null, null, { fields: true, records: true })).toBe(true);
    expect(sameState(null, {}, { fields: true, records: true })).toBe(false);
  });
});
