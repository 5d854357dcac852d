import { expect, test } from 'vitest';
import { resolveClaims } from '../../harness/contract/claims.ts';
import type { SessionState } from '../../harness/contract/session-store.ts';
import type { LifeReport, LifeStep } from '../../harness/host/life.ts';
import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import type { HistoryEvent } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { judgeTrial } from './deviations.ts';
import type { LivedTrial } from './live-trial.ts';
import { own } from './payloads.ts';
import type { Trial, TrialKind } from './trial.ts';

const CAPABILITIES = { methods: ['create', 'patch', 'list', 'delete'], views: [], fields: true, records: false } as const;

const create = (session: string, tag: number): Operation => ({ op: 'create', session, fields: { tag } });
const fields = (values: SessionState['fields']): ReadResult => ({ state: { fields: values ?? {} } });
const none: ReadResult = { state: null };
const unreadable: ReadResult = { problem: { kind: 'threw', message: 'no' } };

function look(read: { readonly [session: string]: ReadResult }, sessions?: readonly string[]): Snapshot {
  return { read, views: {}, ...(sessions === undefined ? {} : { listed: { sessions } }) };
}

interface Told {
  readonly operations: readonly Operation[];
  /** Of each operation. */
  readonly ends?: readonly ('acknowledge' | 'reject')[];
  /** One before everything, and one after each operation. */
  readonly looks: readonly Snapshot[];
  readonly sessions: readonly string[];
  readonly kind?: TrialKind;
  readonly acknowledgedBy?: 'call' | 'flush';
  readonly values?: 'exact';
}

/** What a trial in one life comes to, each as "kind session: found". */
function judge({ operations, ends, looks, sessions, kind = 'ids', acknowledgedBy = 'call', values }: Told) {
  const trial: Trial = { kind, operations, reopenBefore: [], sessions, looks: 'each' };
  const history = operations.flatMap((_, operation): HistoryEvent[] => [
    { type: 'invoke', operation },
    { type: ends?.[operation] ?? 'acknowledge', operation },
  ]);
  const steps = operations.flatMap((operation): LifeStep[] => [
    { do: 'operations', operations: [operation] },
    { do: 'snapshot', sessions },
  ]);
  const report: LifeReport = {
    opened: { ok: true, value: undefined },
    history,
    operations: [...operations],
    snapshots: [...looks],
    reportedErrors: 0,
    reported: [],
    besides: [],
  };
  const life = { report, trace: [], changes: [], end: undefined, imageAt: () => Promise.reject(new Error('no image')) };
  const lived: LivedTrial<undefined> = {
    trial,
    lives: [{ first: 0, operations, steps: [{ do: 'snapshot', sessions }, ...steps, { do: 'close' }], life }],
  };
  const claims = resolveClaims({ survives: 'process-kill', acknowledgedBy, ...(values === undefined ? {} : { values }) });
  const judged = judgeTrial(lived, { claims, capabilities: CAPABILITIES });
  const deviations = judged.deviations.map((deviation) =>
    'found' in deviation ? `${deviation.kind} ${deviation.session}: ${deviation.found}` : deviation.kind,
  );
  return { ...judged, deviations };
}

const both = ['a:b', 'a_b'];
const empty = look({ 'a:b': none, a_b: none }, []);

test('two sessions that keep apart', () => {
  const looks = [
    empty,
    look({ 'a:b': fields({ tag: 1 }), a_b: none }, ['a:b']),
    look({ 'a:b': fields({ tag: 1 }), a_b: fields({ tag: 2 }) }, ['a_b', 'a:b']),
  ];
  expect(judge({ operations: [create('a:b', 1), create('a_b', 2)], looks, sessions: both }).deviations).toEqual([]);
});

test('a session that was never written shows what another one holds', () => {
  const looks = [empty, look({ 'a:b': fields({ tag: 1 }), a_b: fields({ tag: 1 }) })];
  expect(judge({ operations: [create('a:b', 1)], looks, sessions: both }).deviations).toEqual(['confused a_b: {"tag":1}']);
});

test('a refusal is an answer, as long as nothing was changed', () => {
  const operations = [create('a:b', 1), create('a_b', 2)];
  const ends = ['acknowledge', 'reject'] as const;
  const first = look({ 'a:b': fields({ tag: 1 }), a_b: none });
  const unchanged = look({ 'a:b': fields({ tag: 1 }), a_b: unreadable }, ['a:b']);
  expect(judge({ operations, ends, looks: [empty, first, unchanged], sessions: both }).deviations).toEqual([]);
  const changed = look({ 'a:b': fields({ tag: 2 }), a_b: none });
  expect(judge({ operations, ends, looks: [empty, first, changed], sessions: both }).deviations).toEqual([
    'confused a:b: {"tag":2}',
  ]);
});

test.each<[what: string, looks: Snapshot[], ends: 'acknowledge' | 'reject', deviations: string[]]>([
  [
    'shown before it was written',
    [look({ odd: fields({}) }), look({ odd: fields({ tag: 1 }) })],
    'acknowledge',
    ['unusable odd: {}'],
  ],
  ['vanishes', [look({ odd: none }), look({ odd: none })], 'acknowledge', ['unusable odd: no such session']],
  [
    'cannot be read',
    [look({ odd: none }), look({ odd: unreadable })],
    'acknowledge',
    ['unusable odd: reading it failed with no'],
  ],
  ['was refused and is there', [look({ odd: none }), look({ odd: fields({ tag: 1 }) })], 'reject', ['unusable odd: {"tag":1}']],
  ['was refused and cannot be read', [look({ odd: unreadable }), look({ odd: unreadable })], 'reject', []],
  [
    'is a function before it was written',
    [look({ odd: { problem: { kind: 'wrong-result', message: 'a function' } } }), look({ odd: fields({ tag: 1 }) })],
    'acknowledge',
    ['unusable odd: reading it returned something wrong: a function'],
  ],
])('an id that %s', (_, looks, end, deviations) => {
  expect(judge({ operations: [create('odd', 1)], ends: [end], looks, sessions: ['odd'] }).deviations).toEqual(deviations);
});

test.each<[what: string, listed: string[], deviations: number]>([
  ['as it is', ['a:b'], 0],
  ['under another name', ['a_b'], 2],
  ['twice', ['a:b', 'a:b'], 1],
  ['with a temporary file', ['a:b', '.tmp-1'], 1],
  ['not at all', [], 1],
])('a session is listed %s', (_, listed, deviations) => {
  const looks = [look({ 'a:b': none }, []), look({ 'a:b': fields({ tag: 1 }) }, listed)];
  const judged = judge({ operations: [create('a:b', 1)], looks, sessions: ['a:b'] });
  expect(judged.deviations.filter((one) => one.startsWith('listed'))).toHaveLength(deviations);
  expect(judged.deviations).toHaveLength(deviations);
});

test('what waits for a flush may be there or not', () => {
  const looks = [look({ odd: none }), look({ odd: none }), look({ odd: none })];
  const operations: Operation[] = [create('odd', 1), { op: 'flush' }];
  const told = { operations, looks, sessions: ['odd'], acknowledgedBy: 'flush' } as const;
  expect(judge(told).deviations).toEqual(['unusable odd: no such session']);
  expect(judge({ ...told, ends: ['acknowledge', 'reject'] }).deviations).toEqual([]);
});

test.each<[what: string, stored: SessionState['fields'], found: SessionState['fields'], deviations: number]>([
  ['exactly', own('__proto__', { a: '\ud800' }), own('__proto__', { a: '\ud800' }), 0],
  ['without a key of the name __proto__', own('__proto__', 1), {}, 1],
  ['with half a pair replaced', { a: '\ud800' }, { a: '\ufffd' }, 1],
  ['with 0 for -0', { a: [-0] }, { a: [0] }, 0],
  ['with another id of its own', { id: 'mine', a: 1 }, { id: 'yours', a: 1 }, 0],
  ['with another id of its own, and more', { id: 'mine', a: 1 }, { id: 'yours', a: 2 }, 1],
])('a payload comes back %s', (_, stored, found, deviations) => {
  const operation: Operation = { op: 'create', session: 'payload', fields: stored ?? {} };
  const looks = [look({ payload: none }), look({ payload: fields(found) })];
  const judged = judge({ operations: [operation], looks, sessions: ['payload'], kind: 'payload' });
  expect(judged.deviations).toHaveLength(deviations);
  expect(judged.lostSigns).toHaveLength(Array.isArray(found?.a) ? 1 : 0);
  expect(judged.reserved).toEqual(deviations === 0 && found?.id !== undefined ? ['id'] : []);
});

test('0 for -0 is held against a store that claims to keep values exactly', () => {
  const operation: Operation = { op: 'create', session: 'payload', fields: { a: [-0] } };
  const looks = [look({ payload: none }), look({ payload: fields({ a: [0] }) })];
  const judged = judge({ operations: [operation], looks, sessions: ['payload'], kind: 'payload', values: 'exact' });
  expect(judged.deviations).toHaveLength(1);
  expect(judged.lostSigns).toEqual([]);
});

test('of a payload that was refused nothing is said', () => {
  const looks = [look({ payload: none }), look({ payload: fields({ half: 'written' }) })];
  const told = { operations: [create('payload', 1)], looks, sessions: ['payload'], kind: 'payload' } as const;
  expect(judge({ ...told, ends: ['reject'] }).deviations).toEqual([]);
});
