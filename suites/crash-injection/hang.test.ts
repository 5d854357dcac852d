import { expect, test } from 'vitest';
import type { Recovery } from '../../harness/crash/recovery.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { hasHung } from './hang.ts';

const opened = { ok: true, value: undefined } as const;
const hung = { kind: 'hung', message: 'it was still waiting' } as const;
const threw = { kind: 'threw', message: 'Error: no' } as const;
const fine: LifeReport = { opened, history: [], operations: [], snapshots: [], reportedErrors: 0, reported: [], besides: [] };

test.each<[what: string, recovery: Recovery, expected: boolean]>([
  ['nothing wrong', { first: fine, writes: [{ life: fine, next: fine }], crashed: [] }, false],
  ['open', { first: { ...fine, opened: { ok: false, problem: hung } }, writes: [], crashed: [] }, true],
  ['open that throws', { first: { ...fine, opened: { ok: false, problem: threw } }, writes: [], crashed: [] }, false],
  ['close', { first: { ...fine, closed: { ok: false, problem: hung } }, writes: [], crashed: [] }, true],
  ['a process that was given up', { first: { ...fine, stray: hung }, writes: [], crashed: [] }, true],
  [
    'a write after recovery',
    { first: { ...fine, followUp: { first: 0, problems: [{ operation: 0, problem: hung }] } }, writes: [], crashed: [] },
    true,
  ],
  ['read', { first: { ...fine, snapshots: [{ read: { a: { problem: hung } }, views: {} }] }, writes: [], crashed: [] }, true],
  [
    'a view',
    { first: { ...fine, snapshots: [{ read: {}, views: { raw: { a: { problem: hung } } } }] }, writes: [], crashed: [] },
    true,
  ],
  [
    'list',
    { first: { ...fine, snapshots: [{ listed: { problem: hung }, read: {}, views: {} }] }, writes: [], crashed: [] },
    true,
  ],
  [
    'opening again',
    { first: fine, writes: [{ life: fine, next: { ...fine, opened: { ok: false, problem: hung } } }], crashed: [] },
    true,
  ],
  [
    'a recovery from a crash in recovery',
    {
      first: fine,
      writes: [],
      crashed: [{ point: { changes: 1 }, snapshot: undefined, report: { ...fine, opened: { ok: false, problem: hung } } }],
    },
    true,
  ],
])('a hang is seen in: %s', (_, recovery, expected) => {
  expect(hasHung(recovery)).toBe(expected);
});
