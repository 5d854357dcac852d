import { describe, expect, test } from 'vitest';
import { expectationsOf, statusesOf } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { assessState } from './assess.ts';

const documents = { fields: true, records: false };
const log = { fields: false, records: true };

const created: Operation = { op: 'create', session: 'a', fields: { x: 1 } };
const patched: Operation = { op: 'patch', session: 'a', fields: { y: 2, z: 3 } };
const deleted: Operation = { op: 'delete', session: 'a' };
const append = (n: number): Operation => ({ op: 'append', session: 'a', record: n });
const rewritten: Operation = { op: 'rewrite', session: 'a', records: ['all'] };
const flush: Operation = { op: 'flush' };

/** The expectation after the first `acknowledged` operations were acknowledged and the rest are pending. */
function expectation(operations: Operation[], acknowledged: number, acknowledgedBy: 'call' | 'flush' = 'call') {
  const events = operations.flatMap((_, operation) =>
    operation < acknowledged
      ? ([
          { type: 'invoke', operation },
          { type: 'acknowledge', operation },
        ] as const)
      : ([{ type: 'invoke', operation }] as const),
  );
  const [found] = expectationsOf(operations, statusesOf(events, operations.length), ['a'], { acknowledgedBy });
  if (found === undefined) throw new Error('no expectation');
  return found;
}

describe('a document', () => {
  test.each([
    ['absent before the create is acknowledged', [created], 0, null, 'legal'],
    ['there before the create is acknowledged', [created], 0, { fields: { x: 1 } }, 'legal'],
    ['half there before the create is acknowledged', [created], 0, { fields: {} }, 'partial'],
    ['there once acknowledged', [created], 1, { fields: { x: 1 } }, 'legal'],
    ['absent though acknowledged', [created], 1, null, 'lost'],
    ['empty though acknowledged', [created], 1, { fields: {} }, 'lost'],
    ['without the patch in flight', [created, patched], 1, { fields: { x: 1 } }, 'legal'],
    ['with the patch in flight', [created, patched], 1, { fields: { x: 1, y: 2, z: 3 } }, 'legal'],
    ['with half of the patch in flight', [created, patched], 1, { fields: { x: 1, y: 2 } }, 'partial'],
    ['with the patch in flight, without what was acknowledged', [created, patched], 1, { fields: { y: 2, z: 3 } }, 'lost'],
    ['without an acknowledged patch', [created, patched], 2, { fields: { x: 1 } }, 'lost'],
    ['with something nobody wrote', [created], 1, { fields: { x: 1, w: 9 } }, 'partial'],
    ['gone once deleted', [created, deleted], 2, null, 'legal'],
    ['back after it was deleted', [created, deleted], 2, { fields: { x: 1 } }, 'resurrected'],
    ['back in part after it was deleted', [created, patched, deleted], 3, { fields: { x: 1 } }, 'resurrected'],
    ['there while it is being deleted', [created, deleted], 1, { fields: { x: 1 } }, 'legal'],
    ['half there while it is being deleted', [created, patched, deleted], 2, { fields: { x: 1, y: 2 } }, 'partial'],
    ['the new one after delete and create', [created, deleted, created], 3, { fields: { x: 1 } }, 'legal'],
  ] as const)('%s', (_, operations, acknowledged, found, expected) => {
    expect(assessState(expectation([...operations], acknowledged), found, documents)).toBe(expected);
  });
});

describe('a log', () => {
  test.each([
    ['a prefix that holds all acknowledged records', [append(1), append(2)], 1, [1], 'legal'],
    ['an acknowledged record missing', [append(1), append(2)], 2, [1], 'lost'],
    ['the first record missing', [append(1), append(2)], 2, [2], 'lost'],
    ['a record twice', [append(1), append(2)], 1, [1, 1], 'partial'],
    ['the old records while it is rewritten', [append(1), append(2), rewritten], 2, [1, 2], 'legal'],
    ['the new records while it is rewritten', [append(1), append(2), rewritten], 2, ['all'], 'legal'],
    ['nothing while it is rewritten', [append(1), append(2), rewritten], 2, [], 'partial'],
    ['old and new records while it is rewritten', [append(1), append(2), rewritten], 2, [1, 'all'], 'partial'],
  ] as const)('%s', (_, operations, acknowledged, records, expected) => {
    expect(assessState(expectation([...operations], acknowledged), { records: [...records] }, log)).toBe(expected);
  });
});

describe('a log that a flush acknowledges', () => {
  const operations = [append(1), append(2), flush, append(3), append(4)];
  test.each([
    ['only what was flushed', [1, 2], 'legal'],
    ['everything', [1, 2, 3, 4], 'legal'],
    ['less than was flushed', [1], 'lost'],
    ['a hole behind the flush', [1, 2, 4], 'hole'],
    ['glued records', [1, 2, '34'], 'partial'],
  ] as const)('%s', (_, records, expected) => {
    expect(assessState(expectation(operations, 5, 'flush'), { records: [...records] }, log)).toBe(expected);
  });

  test('before any flush, nothing is required and a hole is still a hole', () => {
    const unflushed = expectation([append(1), append(2)], 2, 'flush');
    expect(assessState(unflushed, null, log)).toBe('legal');
    expect(assessState(unflushed, { records: [2] }, log)).toBe('hole');
  });
});
