import { expect, test } from 'vitest';
import type { Operation } from '../model/operation.ts';
import { tellStatuses } from './tell-statuses.ts';

const operations: Operation[] = [
  { op: 'append', session: 'alpha', record: { turn: 1 } },
  { op: 'flush' },
  { op: 'append', session: 'beta', record: { turn: 2 } },
];

test('what has returned is acknowledged', () => {
  expect(tellStatuses(operations, ['acknowledged', 'acknowledged', 'pending'], { queued: false })).toEqual([
    'Acknowledged: append of alpha, then flush.',
    'In flight: append of beta.',
  ]);
});

test('a queued append that has returned is accepted, and no more', () => {
  expect(tellStatuses(operations, ['acknowledged', 'acknowledged', 'acknowledged'], { queued: true })).toEqual([
    'Returned: append of alpha (only accepted), then flush, then append of beta (only accepted).',
  ]);
});

test('nothing is told of nothing', () => {
  expect(tellStatuses([], [], { queued: true })).toEqual([]);
});
