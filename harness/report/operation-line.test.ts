import { expect, test } from 'vitest';
import type { Operation } from '../model/operation.ts';
import { operationLine } from './operation-line.ts';

test.each<[Operation, string]>([
  [{ op: 'create', session: 'a', fields: {} }, 'create a {}'],
  [{ op: 'patch', session: 'a', fields: { n: -1, 'a-b': null } }, 'patch a { n: -1, "a-b": null }'],
  [{ op: 'patch', session: 'a', fields: { t: { $text: ['p3', 614_400] } } }, 'patch a { t: "p3…" (614,400 bytes) }'],
  [{ op: 'append', session: 'a', record: { $text: ['p4', 70_000, 'é'] } }, 'append a "p4…" (70,000 bytes of "é")'],
  [{ op: 'append', session: 'a', record: [{ $number: '-0' }, { $bigint: '1' }] }, 'append a [-0, 1n]'],
  [{ op: 'append', session: 'a', record: [{ $foreign: 'undefined' }, { $foreign: 'Map' }] }, 'append a [undefined, (a Map)]'],
  [{ op: 'append', session: 'a', record: [{ $number: 'NaN', more: 1 }, {}] }, 'append a [{ $number: "NaN", more: 1 }, {}]'],
  [{ op: 'append', session: 'x/y', record: ['s', { deep: [] }] }, 'append x/y ["s", { deep: [] }]'],
  [{ op: 'append', session: 'a', record: 'é'.repeat(49) }, `append a "${'é'.repeat(16)}…" (98 bytes)`],
  [{ op: 'rewrite', session: 'a', records: [1, 2] }, 'rewrite a [1, 2]'],
  [{ op: 'touch', session: '' }, 'touch ""'],
  [{ op: 'delete', session: 'a b\u001b' }, 'delete "a b\\u001b"'],
  [{ op: 'flush' }, 'flush'],
  [{ op: 'rest' }, 'rest (until the store has nothing left to do)'],
])('%j', (operation, expected) => {
  expect(operationLine(operation)).toBe(expected);
});
