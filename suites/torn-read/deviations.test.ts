import { describe, expect, test } from 'vitest';
import { resolveClaims } from '../../harness/contract/claims.ts';
import type { Fields } from '../../harness/contract/session-store.ts';
import type { Sight } from '../../harness/host/sight.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import type { HistoryEvent } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { checkReading } from './check.ts';
import { describeDeviation } from './describe-deviation.ts';
import { deviationsOf } from './deviations.ts';
import { inconclusive } from './inconclusive.ts';
import type { ReaderSchedule } from './reader-schedule.ts';
import type { ReadingCase } from './reading-case.ts';
import { TORN_REQUIREMENTS } from './requirements.ts';

const operations: Operation[] = [
  { op: 'create', session: 'a', fields: { x: 1 } },
  { op: 'rest' },
  { op: 'patch', session: 'a', fields: { x: 2, y: 2 } },
  { op: 'delete', session: 'a' },
];
const history: HistoryEvent[] = operations.flatMap((_, operation) => [
  { type: 'invoke', operation } as const,
  { type: 'acknowledge', operation } as const,
]);
/** History events before the patch was invoked, while it was in flight, when it was done, while the delete was in flight, at the end. */
const [RESTED, PATCHING, PATCHED, DELETING, DELETED] = [4, 5, 6, 7, 8];

const elsewhere: ReaderSchedule = { reader: 'other-process', at: { changes: 0 }, advances: [] };
const here: ReaderSchedule = { reader: 'same-instance', turns: [] };
const threw = (message: string): ReadResult => ({ problem: { kind: 'threw', message } });
const state = (fields?: Fields): ReadResult => ({ state: fields === undefined ? null : { fields } });
const v1 = state({ x: 1 });
const v2 = state({ y: 2, x: 2 });
const none = state();

const read = (result: ReadResult, since: number, until = since): Sight => ({ view: 'read', session: 'a', result, since, until });
const view = (result: ReadResult, since: number, until = since): Sight => ({ view: 'title', session: 'a', result, since, until });
const list = (sessions: string[], since: number, until = since): Sight => ({ view: 'list', listed: { sessions }, since, until });

function reading(schedule: ReaderSchedule, sights: Sight[], more: Partial<ReadingCase['reading']> = {}): ReadingCase {
  const capabilities = { methods: [], views: [], fields: true, records: false };
  const openedAt = sights[0]?.since ?? 0;
  const result = { opened: { ok: true, value: undefined } as const, capabilities, sights, openedAt, marks: [], ...more };
  return { operations, history, schedule, reading: result, large: false, trace: [] };
}

const claims = resolveClaims({ survives: 'process-kill' });
const kinds = (readingCase: ReadingCase) => deviationsOf(readingCase, claims).map(({ kind }) => kind);

describe('what one reader sees', () => {
  test.each<[string, Sight[], string[]]>([
    ['the version before, while a patch is in flight', [read(v1, PATCHING)], []],
    ['the version after', [read(v2, PATCHING)], []],
    ['before, then after', [read(v1, PATCHING), read(v2, PATCHING)], []],
    ['after, then before', [read(v2, PATCHING), read(v1, PATCHING)], ['backwards']],
    ['half of the patch', [read(state({ x: 2 }), PATCHING)], ['torn']],
    ['nothing', [read(none, PATCHING)], ['missing']],
    ['an error', [read(threw('SyntaxError: Unexpected end of JSON input'), PATCHING)], ['torn']],
    ['the version after, before the patch was invoked', [read(v2, RESTED)], ['torn']],
    ['an older version: staleness', [read(v1, PATCHED)], []],
    ['nothing, while the delete is in flight', [read(none, DELETING)], []],
    ['nothing, then something, while the delete is in flight', [read(none, DELETING), read(v2, DELETING)], ['backwards']],
    ['something after the delete: staleness', [read(v2, DELETED)], []],
    ['an ENOENT, while the delete is in flight', [read(threw('Error: ENOENT: no such file'), DELETING)], []],
    ['an ENOENT, while a patch is in flight', [read(threw('Error: ENOENT: no such file'), PATCHING)], ['torn']],
    ['nothing before anything was invoked', [read(none, 0)], []],
    ['nothing, in a read that went on until the session was there', [read(none, 0, RESTED)], []],
    ['nothing, after it was seen', [read(v1, 1, RESTED), read(none, 1, PATCHING)], ['missing']],
    ['a listing', [list(['a'], PATCHING)], []],
    ['a listing without it', [list([], PATCHING)], ['view']],
    ['a listing without it, while the delete is in flight', [list([], DELETING)], []],
    ['a listing of it after the delete: staleness', [list(['a'], DELETED)], []],
    ['a listing of it before it was created', [list(['a'], 0)], ['view']],
    ['a listing of something else', [list(['a', 'a.tmp'], PATCHING)], ['view']],
    ['a listing of it twice', [list(['a', 'a'], PATCHING)], ['view']],
    [
      'a listing that fails',
      [{ view: 'list', listed: { problem: { kind: 'threw', message: 'no' } }, since: 5, until: 5 }],
      ['view'],
    ],
    ['a view of fewer fields', [view(state({ x: 1 }), PATCHING)], []],
    ['a view of an old version', [view(state({ x: 1 }), PATCHED)], []],
    ['a view of two versions', [view(state({ x: 1, y: 2 }), PATCHING)], ['view']],
    ['a view without it', [view(none, PATCHING)], ['view']],
    ['a view that fails', [view(threw('no'), PATCHING)], ['view']],
  ])('%s', (_, sights, expected) => {
    expect(kinds(reading(elsewhere, sights))).toEqual(expected);
    expect(kinds(reading(here, sights))).toEqual(expected);
  });

  test.each<[string, Sight[], string[], string[]]>([
    [
      'nothing, from an instance that opened before the session was there',
      [read(v1, 0, 1), read(none, RESTED)],
      ['missing'],
      ['missing'],
    ],
    ['nothing, ever', [read(none, 0), read(none, RESTED)], [], ['missing']],
    ['a listing from then', [list([], 0), list([], RESTED)], [], ['view']],
  ])('%s: elsewhere it may be what it opened with', (_, sights, inOtherProcess, inSameInstance) => {
    expect(kinds(reading(elsewhere, sights))).toEqual(inOtherProcess);
    expect(kinds(reading(here, sights))).toEqual(inSameInstance);
  });

  test('elsewhere nothing is required that was acknowledged after the last rest', () => {
    expect(kinds(reading(elsewhere, [read(none, 2)]))).toEqual([]);
    expect(kinds(reading(here, [read(none, 2)]))).toEqual(['missing']);
  });

  test('where a flush acknowledges, nothing is required without one', () => {
    const flushing = resolveClaims({ survives: 'process-kill', acknowledgedBy: 'flush' });
    expect(deviationsOf(reading(here, [read(none, PATCHED)]), flushing)).toEqual([]);
  });
});

describe('a store that does not open', () => {
  const problem = { kind: 'threw', message: 'the file is empty' } as const;
  const refused = { opened: { ok: false, problem } as const };

  test('while the writer stands still', () => {
    expect(kinds(reading(elsewhere, [], refused))).toEqual(['unopenable']);
  });

  test('while names come and go: no torn read', () => {
    const moving: ReaderSchedule = { ...elsewhere, advances: [{ primitive: 1, to: { changes: 3 } }] };
    expect(kinds(reading(moving, [], refused))).toEqual([]);
  });
});

test.each([
  ['Error: EBUSY: resource busy or locked', 'busy'],
  ['SqliteError: database is locked', 'busy'],
  ['Error: ./ is in use by another process', 'busy'],
  ['SyntaxError: Unexpected end of JSON input', undefined],
  ['Error: the content does not match its checksum', undefined],
  ['Error: ENOENT: no such file or directory', undefined],
])('%s is an answer or not', (message, expected) => {
  expect(inconclusive(reading(elsewhere, [read(threw(message), PATCHING)]).reading)).toBe(expected);
});

describe('which requirement is charged', () => {
  const charged = (readingCase: ReadingCase) =>
    checkReading(readingCase, TORN_REQUIREMENTS, claims).map(({ requirement }) => requirement.id);
  const missing = [read(none, PATCHING)];

  test.each<[string, ReadingCase, string[]]>([
    ['missing, here', reading(here, missing), ['TORN-1']],
    ['missing, elsewhere', reading(elsewhere, missing), ['TORN-1', 'TORN-5']],
    ['missing, of several MiB, here', { ...reading(here, missing), large: true }, ['TORN-5']],
    ['missing, of several MiB, elsewhere', { ...reading(elsewhere, missing), large: true }, ['TORN-5']],
    ['torn', reading(here, [read(state({ x: 2 }), PATCHING)]), ['TORN-2']],
    ['backwards', reading(here, [read(v2, PATCHING), read(v1, PATCHING)]), ['TORN-3']],
    ['a listing', reading(here, [list([], PATCHING)]), ['TORN-4']],
    ['everything whole', reading(elsewhere, [list(['a'], PATCHING), read(v1, PATCHING)]), []],
    ['nothing to be concluded', { ...reading(elsewhere, missing), undecided: 'disturbed' }, []],
  ])('%s', (_, readingCase, expected) => {
    expect(charged(readingCase)).toEqual(expected);
  });
});

test('in words', () => {
  const [deviation] = deviationsOf(reading(here, [read(v2, PATCHING), read(v1, PATCHING)]), claims);
  if (deviation === undefined) throw new Error('no deviation');
  expect(describeDeviation(deviation)).toEqual({
    expected: 'Session `a`: {"x":2,"y":2}.',
    observed: 'Session `a`: {"x":1} (the same reader had seen a later version before).',
  });
});
