import { expect, test } from 'vitest';
import type { LifeReport } from '../../harness/host/life.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { crash4 } from './requirements/crash-4.ts';
import { crash11 } from './requirements/crash-11.ts';
import { writeDeviations } from './write-deviations.ts';

const parts = { fields: true, records: false };
const opened = { ok: true, value: undefined } as const;
const there = (fields: { [name: string]: number }): ReadResult => ({ state: { fields } });
const gone: ReadResult = { state: null };

/** A life that read session `a` as `seen`, then did `operation`. */
function wrote(seen: ReadResult, operation: Operation): LifeReport {
  const snapshots = [{ listed: { sessions: ['a'] }, read: { a: seen }, views: {} }];
  return {
    opened,
    history: [],
    operations: [operation],
    snapshots,
    followUp: { first: 0, problems: [] },
    reportedErrors: 0,
    reported: [],
    besides: [],
  };
}

function shows(seen: ReadResult, listed: string[]): LifeReport {
  return {
    opened,
    history: [],
    operations: [],
    snapshots: [{ listed: { sessions: listed }, read: { a: seen }, views: {} }],
    reportedErrors: 0,
    reported: [],
    besides: [],
  };
}

const patch: Operation = { op: 'patch', session: 'a', fields: { y: 2 } };
const removal: Operation = { op: 'delete', session: 'a' };

test.each<[string, Operation, LifeReport, string[]]>([
  ['a write that is there', patch, shows(there({ x: 1, y: 2 }), ['a']), []],
  ['a write that is gone', patch, shows(there({ x: 1 }), ['a']), ['CRASH-4']],
  ['a write that destroyed', patch, shows(gone, []), ['CRASH-4']],
  ['a write that hid the session from list', patch, shows(there({ x: 1, y: 2 }), []), ['CRASH-4']],
  ['a deletion', removal, shows(gone, []), []],
  ['a deletion that something undid', removal, shows(there({ x: 1 }), ['a']), ['CRASH-4', 'CRASH-11']],
  ['a deletion that list does not know of', removal, shows(gone, ['a']), ['CRASH-4', 'CRASH-11']],
  [
    'a store that does not open after the write',
    patch,
    { ...shows(gone, []), opened: { ok: false, problem: { kind: 'threw', message: 'no' } } },
    ['CRASH-4'],
  ],
])('%s', (_, operation, next, broken) => {
  const life = wrote(there({ x: 1 }), operation);
  const recovery = { first: life, writes: [{ life, next }], crashed: [] };
  const deviations = writeDeviations({ recovery }, parts, { survivesNothing: false });
  const crashCase = {} as Parameters<typeof crash4.isBrokenBy>[1];
  expect(
    [crash4, crash11].filter((one) => deviations.some((deviation) => one.isBrokenBy(deviation, crashCase))).map(({ id }) => id),
  ).toEqual(broken);
});

test('a store that claims to survive nothing may lose it all', () => {
  const life = wrote(there({ x: 1 }), patch);
  expect(
    writeDeviations({ recovery: { first: life, writes: [{ life, next: shows(gone, []) }], crashed: [] } }, parts, {
      survivesNothing: true,
    }),
  ).toEqual([]);
});
