import { describe, expect, test } from 'vitest';
import { expectationsOf, type HistoryEvent, legalStates, statusesOf } from './history.ts';
import type { Operation } from './operation.ts';

const create: Operation = { op: 'create', session: 'a', fields: {} };
const patch: Operation = { op: 'patch', session: 'a', fields: { x: 1 } };
const other: Operation = { op: 'create', session: 'b', fields: {} };
const flush: Operation = { op: 'flush' };

const done = (operation: number): HistoryEvent[] => [
  { type: 'invoke', operation },
  { type: 'acknowledge', operation },
];
const begun = (operation: number): HistoryEvent[] => [{ type: 'invoke', operation }];

test('a status is that of the last event', () => {
  const events: HistoryEvent[] = [...done(0), ...begun(1), { type: 'invoke', operation: 2 }, { type: 'reject', operation: 2 }];
  expect(statusesOf(events, 4)).toEqual(['acknowledged', 'pending', 'rejected', 'not-invoked']);
});

describe('legal states of session a', () => {
  test.each<[string, Operation[], HistoryEvent[], 'call' | 'flush' | 'nothing', (object | null)[]]>([
    ['before anything', [create], [], 'call', [null]],
    ['while it is created', [create], begun(0), 'call', [null, {}]],
    ['once created', [create], done(0), 'call', [{}]],
    ['while it is patched', [create, patch], [...done(0), ...begun(1)], 'call', [{}, { x: 1 }]],
    ['another session does not matter', [create, other], [...done(0), ...begun(1)], 'call', [{}]],
    ['accepted, not flushed', [create, patch], [...done(0), ...done(1)], 'flush', [null, {}, { x: 1 }]],
    ['flushed', [create, patch, flush], [...done(0), ...done(1), ...done(2)], 'flush', [{ x: 1 }]],
    ['while it is flushed', [create, flush], [...done(0), ...begun(1)], 'flush', [null, {}]],
    ['accepted after the flush', [create, flush, patch], [...done(0), ...done(1), ...done(2)], 'flush', [{}, { x: 1 }]],
    ['a store that survives nothing', [create, patch], [...done(0), ...done(1)], 'nothing', [null, {}, { x: 1 }]],
  ])('%s', (_, operations, events, acknowledgedBy, expected) => {
    const [a] = expectationsOf(operations, statusesOf(events, operations.length), ['a'], { acknowledgedBy });
    expect(a === undefined ? undefined : legalStates(a).map((state) => state?.fields ?? null)).toEqual(expected);
  });
});

test('what is in flight on a session is known', () => {
  const statuses = statusesOf([...done(0), ...begun(1)], 2);
  const [a, b] = expectationsOf([create, other], statuses, ['a', 'b'], { acknowledgedBy: 'call' });
  expect([a?.inFlight, b?.inFlight]).toEqual([undefined, 1]);
});
