import { describe, expect, test } from 'vitest';
import type { SessionState } from '../../harness/contract/session-store.ts';
import type { CrashCase } from '../../harness/crash/explore.ts';
import { emptyReport } from '../../harness/host/life.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import { expectationsOf, type OperationStatus } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { crash10 } from './requirements/crash-10.ts';
import { contradicts, sessionDeviations } from './session-deviations.ts';

const parts = { fields: true, records: false };
const operations: Operation[] = [
  { op: 'create', session: 'a', fields: { x: 1 } },
  { op: 'patch', session: 'a', fields: { x: 2 } },
];

const threw = { problem: { kind: 'threw', message: 'no' } } as const;
const state = (fields: SessionState['fields']) => ({ state: fields === undefined ? null : { fields } });

/** What is wrong with session `a` when the create is acknowledged and the patch is pending. */
function wrong(snapshot: Partial<Snapshot>, statuses: OperationStatus[] = ['acknowledged', 'pending']) {
  const [expectation] = expectationsOf(operations, statuses, ['a'], { acknowledgedBy: 'call' });
  if (expectation === undefined) throw new Error('no expectation');
  const whole: Snapshot = { read: { a: state({ x: 1 }) }, views: {}, ...snapshot };
  return sessionDeviations({ inFlight: 1, operations }, expectation, whole, parts).map(({ kind, view }) => `${kind} in ${view}`);
}

describe('one session through every sight', () => {
  test.each<[string, Partial<Snapshot>, string[]]>([
    ['before', {}, []],
    ['after', { read: { a: state({ x: 2 }) } }, []],
    ['neither', { read: { a: state({ x: 3 }) } }, ['partial in read']],
    ['gone', { read: { a: state(undefined) } }, ['lost in read']],
    ['unreadable', { read: { a: threw } }, ['lost in read']],
    ['listed', { listed: { sessions: ['a', 'b'] } }, []],
    ['not listed', { listed: { sessions: ['b'] } }, ['lost in list']],
    ['list fails', { listed: threw }, ['lost in list']],
    ['a view agrees', { views: { title: { a: state({ x: 1 }) } } }, []],
    ['a view shows less', { views: { title: { a: state({}) } } }, []],
    ['a view is ahead of read', { views: { title: { a: state({ x: 2 }) } } }, ['partial in title']],
    ['a view shows nothing', { views: { title: { a: state(undefined) } } }, ['lost in title']],
    ['a view fails', { views: { title: { a: threw } } }, ['lost in title']],
  ])('%s', (_, snapshot, expected) => {
    expect(wrong(snapshot)).toEqual(expected);
  });
});

test('a view that shows nothing of its own contradicts nothing', () => {
  expect(contradicts(state({}), state({ x: 1 }))).toBe(false);
  expect(contradicts(state({ x: 2 }), state({ x: 1 }))).toBe(true);
  expect(contradicts(state({ x: 2 }), undefined)).toBe(false);
});

test('a rewrite that was accepted and not flushed counts as in flight for CRASH-10', () => {
  const queued: Operation[] = [
    { op: 'append', session: 'a', record: 1 },
    { op: 'flush' },
    { op: 'rewrite', session: 'a', records: [] },
    { op: 'flush' },
  ];
  const unseen = emptyReport({ ok: true, value: undefined });
  const crashed = (statuses: OperationStatus[]): CrashCase => ({
    operations: queued,
    model: 'process-kill',
    point: { changes: 1 },
    trace: [],
    statuses,
    expectations: expectationsOf(queued, statuses, ['a'], { acknowledgedBy: 'flush' }),
    inFlight: undefined,
    recovery: { first: unseen, writes: [], crashed: [] },
  });
  expect(crash10.concerns?.(crashed(['acknowledged', 'acknowledged', 'acknowledged', 'not-invoked']))).toBe(true);
  expect(crash10.concerns?.(crashed(['acknowledged', 'acknowledged', 'acknowledged', 'acknowledged']))).toBe(false);
});
