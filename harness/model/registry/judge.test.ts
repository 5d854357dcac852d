import { expect, test } from 'vitest';
import { resolveRegistryClaims } from '../../contract/registry-claims.ts';
import type { RegistryDeviationKind } from './deviation.ts';
import { judgeRegistry } from './judge.ts';
import { PAST_GRACE_MS, PAST_LOCK_MS, PAST_TTL_MS, type RegistryOperation } from './operation.ts';
import type { RegistryAnswer, RegistryStep, Said } from './step.ts';

const claims = resolveRegistryClaims({ survives: 'process-kill', locks: 'any-process', manualLocks: 'kept' });
const START_MS = 1_704_067_200_000;

type Told = RegistryOperation | readonly [RegistryOperation, Said | RegistryAnswer];

/** What is wrong with these answers, if every step but `pass` takes no time. */
function kindsOf(...told: readonly Told[]): RegistryDeviationKind[] {
  let nowMs = START_MS;
  const steps = told.map((one): RegistryStep => {
    const [operation, given] = 'op' in one ? [one, { is: 'nothing' } as const] : one;
    const fromMs = nowMs;
    if (operation.op === 'pass') nowMs += operation.ms;
    const answer: RegistryAnswer = typeof given === 'string' ? { is: 'statuses', statuses: { alpha: [given] } } : given;
    return { operation, fromMs, untilMs: nowMs, outcome: { how: 'done', answer } };
  });
  return judgeRegistry(steps, claims, START_MS).map(({ kind }) => kind);
}

const session = 'alpha';
const launch = { op: 'launch', session, pid: 'known', startedAt: 'now' } as const;
const pidless = { ...launch, pid: 'unknown' } as const;
const lists = (as: 'running' | 'stopped' | 'absent') => ({ op: 'lists', session, as }) as const;
const fails = { op: 'answers', source: 'first', how: 'throws' } as const;
const process = (becomes: 'dead' | 'zombie' | 'reused' | 'denied') => ({ op: 'process', session, becomes }) as const;
const later = { op: 'pass', ms: PAST_GRACE_MS } as const;
const ask = (said: Said): Told => [{ op: 'status', session }, said];
const list: Told = [{ op: 'list' }, { is: 'statuses', statuses: {} }];
const stored = (...ids: string[]): Told => [{ op: 'stored' }, { is: 'stored', entries: ids.map((id) => ({ id })) }];

test.each<[what: string, told: readonly Told[], legal: readonly Said[], wrong: Partial<Record<Said, RegistryDeviationKind>>]>([
  ['listed as running', [launch, lists('running')], ['running'], { stopped: 'stale', unknown: 'stale', absent: 'stale' }],
  ['listed as stopped', [pidless, lists('stopped')], ['stopped', 'unknown', 'absent'], { running: 'stale' }],
  ['listed as running, and dead', [launch, lists('running'), process('dead')], ['running', 'stopped', 'unknown'], {}],
  ['listed as stopped, and alive', [launch, lists('stopped')], ['running', 'stopped', 'unknown'], {}],
  ['omitted, and alive', [launch, list, later], ['running', 'unknown'], { stopped: 'omitted' }],
  ['omitted, and denied', [launch, process('denied'), list, later], ['running', 'unknown'], { stopped: 'process' }],
  ['omitted, and a zombie', [launch, process('zombie'), list, later], ['stopped', 'unknown'], { running: 'process' }],
  ['omitted, and another', [launch, process('reused'), list, later], ['stopped', 'unknown'], { running: 'process' }],
  ['omitted, and dead', [launch, process('dead'), list, later], ['stopped', 'unknown'], { running: 'stale' }],
  ['within its grace', [pidless], ['running', 'unknown', 'absent'], { stopped: 'grace' }],
  ['past its grace', [pidless, list, later], ['stopped', 'unknown'], { running: 'grace' }],
  ['past its grace, and asked for the first time', [pidless, later], ['running', 'stopped', 'unknown'], {}],
  [
    'of a failing source',
    [pidless, lists('running'), list, later, fails],
    ['unknown'],
    { running: 'failed-source', stopped: 'failed-source' },
  ],
  ['of a failing source, and alive', [launch, fails], ['running', 'unknown'], { stopped: 'failed-source' }],
  ['of a failing source, and stopped before', [pidless, lists('stopped'), list, fails], ['stopped', 'unknown'], {}],
  ['called stopped before', [pidless, lists('stopped'), ask('stopped'), lists('running')], ['running'], { stopped: 'unhealed' }],
])('%s', (_what, told, legal, wrong) => {
  for (const said of legal) expect([said, kindsOf(...told, ask(said))]).toEqual([said, []]);
  for (const [said, kind] of Object.entries(wrong)) expect([said, kindsOf(...told, ask(said as Said))]).toEqual([said, [kind]]);
});

test('a bad timestamp is bounded like a good one', () => {
  const beta = { op: 'launch', session: 'beta', pid: 'unknown', startedAt: 'now' } as const;
  const future = { ...pidless, startedAt: 'future' } as const;
  const both = (said: Said): Told => [{ op: 'list' }, { is: 'statuses', statuses: { beta: ['stopped'], alpha: [said] } }];
  expect(kindsOf(beta, future, list, later, both('stopped'), both('unknown'))).toEqual(['grace']);
  expect(kindsOf(beta, future, list, later, ask('unknown'))).toEqual([]);
});

test('what is stored of the living stays, of the dead goes', () => {
  const long = { op: 'pass', ms: PAST_TTL_MS } as const;
  const sweep = { op: 'sweep' } as const;
  expect(kindsOf(launch, long, sweep, stored('alpha'))).toEqual([]);
  expect(kindsOf(launch, long, sweep, stored())).toEqual(['retention']);
  expect(kindsOf(launch, list, later, process('dead'), sweep, long, sweep, stored())).toEqual([]);
  expect(kindsOf(launch, list, later, process('dead'), sweep, long, sweep, stored('alpha'))).toEqual(['retention']);
  // A source that blocks may make another one seem slow, or not.
  expect(kindsOf({ op: 'answers', source: 'second', how: 'blocks' }, pidless, long, sweep, stored())).toEqual([]);
  // Nobody has seen it dead before.
  expect(kindsOf(launch, list, process('dead'), long, sweep, stored('alpha'))).toEqual([]);
  expect(kindsOf(launch, { op: 'kill' }, stored())).toEqual(['retention']);
});

test('locks are kept of the living and of people, and freed of the dead', () => {
  const take = (owner: 'one' | 'other' | 'person', granted: boolean): Told => [
    { op: 'lock', name: 'branch', owner },
    { is: 'granted', granted },
  ];
  const dies = { op: 'owner', owner: 'one', becomes: 'dead' } as const;
  const long = { op: 'pass', ms: PAST_LOCK_MS } as const;
  const sweep = { op: 'sweep' } as const;
  expect(kindsOf(take('one', true), take('other', false))).toEqual([]);
  expect(kindsOf(take('one', false))).toEqual(['lock']);
  expect(kindsOf(take('one', true), take('other', true))).toEqual(['lock']);
  expect(kindsOf(take('one', true), dies, take('other', false))).toEqual([]);
  expect(kindsOf(take('one', true), dies, long, sweep, take('other', false))).toEqual(['lock']);
  expect(kindsOf(take('one', true), dies, take('other', true))).toEqual([]);
  expect(kindsOf(take('person', true), long, sweep, [{ op: 'locks' }, { is: 'locks', names: [] }])).toEqual(['lock']);
});
