import { expect, test } from 'vitest';
import { resolveClaims } from '../../harness/contract/claims.ts';
import type { LiveOptions } from '../../harness/host/host.ts';
import { emptyNotices } from '../../harness/host/host.ts';
import type { TogetherHost, TogetherPlan, TogetherRun } from '../../harness/host/together.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { ClientEvent, Program } from '../../harness/model/program.ts';
import { attempts, notInRealTime } from './attempts.ts';
import type { ConcurrentPatchCore } from './counterexample-core.ts';
import { Reopener } from './reopener.ts';
import { replayAttempts } from './replay-attempts.ts';
import type { AimedProgram } from './requirement.ts';

const capabilities: Capabilities = { methods: ['patch'], views: [], fields: true, records: false };
const claims = resolveClaims({ survives: 'process-kill' });

const program: Program = {
  setup: [{ op: 'patch', session: 'a', fields: { x: 0 } }],
  instances: [{ process: 0, path: 'plain' }],
  clients: [
    { instance: 0, operations: [{ op: 'patch', session: 'a', fields: { y: 1 } }] },
    { instance: 0, operations: [{ op: 'patch', session: 'a', fields: { z: 1 } }] },
  ],
};
const aimed: AimedProgram = { program, judgement: 'history' };

const history = [-1, 0, 1].flatMap((client): ClientEvent[] => [
  { type: 'invoke', client, operation: 0 },
  { type: 'acknowledge', client, operation: 0 },
]);

const done: TogetherRun<string> = {
  opened: { ok: true, value: undefined },
  capabilities,
  setup: { ok: true, value: undefined },
  history,
  trace: history,
  over: history.length,
  steps: [],
  end: 'done',
  flushed: { ok: true, value: undefined },
  lastLooks: [],
  reopened: { opened: { ok: true, value: undefined }, read: { a: { state: { fields: { x: 0, y: 1, z: 1 } } } } },
  faultStruck: false,
  image: '',
  imageAt: () => ({ image: '', history }),
  changesBefore: () => 0,
};
const lost: TogetherRun<string> = {
  ...done,
  reopened: { opened: { ok: true, value: undefined }, read: { a: { state: { fields: { x: 0, z: 1 } } } } },
};

/** A host of real processes whose attempts come to this, the last one again and again. */
function hostOf(...runs: readonly TogetherRun<string>[]): TogetherHost<string> & { readonly plans: TogetherPlan[] } {
  const plans: TogetherPlan[] = [];
  const refuse = (_: unknown, __?: unknown, ___?: LiveOptions): never => {
    throw new Error('nobody is to be opened here');
  };
  return {
    plans,
    name: 'process',
    abilities: new Set(['clients-together']),
    notices: emptyNotices(),
    emptyImage: async () => '',
    live: refuse,
    hash: async (image) => image,
    entries: async () => [],
    without: async (image) => image,
    replaced: async (image) => image,
    retimed: async (image) => image,
    runTogether: async (_, plan) => {
      plans.push(plan);
      return runs[Math.min(plans.length, runs.length) - 1] ?? done;
    },
    cannotRun: ({ fault }) => (fault === undefined ? undefined : 'not here'),
  };
}

async function trialsOf(host: TogetherHost<string>, tried = aimed, most = 9) {
  const budget = { bounded: 0, preemptions: 0, random: 0, crashEvery: 0, attempts: most } as const;
  const trials = [];
  const context = { host, seed: 1, budget, survives: true, reopener: new Reopener(host), refusesExisting: false };
  for await (const trial of attempts(tried, context)) trials.push(trial);
  return trials;
}

test('a program is run as often as the budget says, each time with another seed, and a new instance looks', async () => {
  const host = hostOf();
  const trials = await trialsOf(host);
  expect(trials).toHaveLength(9);
  expect(new Set(host.plans.map(({ seed }) => seed)).size).toBe(9);
  expect(host.plans.every(({ reopen }) => reopen === true)).toBe(true);
  expect(trials[0]?.judged).toMatchObject({ history, reopened: done.reopened });
});

test.each<[string, AimedProgram, number]>([
  ['in which a process dies', { ...aimed, program: { ...program, deaths: [0] } }, 3],
  ['whose runs are slow', { ...aimed, shares: { bounded: 1, random: 0.5 } }, 5],
  ['in which few schedules can go wrong', { ...aimed, shares: { bounded: 1, random: 3 } }, 9],
  ['with one client', { ...aimed, program: { ...program, clients: program.clients.slice(1) } }, 2],
])('a program %s', async (_, tried, times) => {
  expect(await trialsOf(hostOf(), tried)).toHaveLength(times);
});

test('an attempt in which somebody did not come back is not judged; after two of them it is given up', async () => {
  const trials = await trialsOf(hostOf({ ...done, end: 'endless' }, done, { ...done, end: 'endless' }));
  expect(trials.map(({ judged }) => judged !== undefined)).toEqual([false, true, false]);
});

test('a program that cannot be set up is tried once', async () => {
  const refused = { ok: false, problem: { kind: 'threw', message: 'no' } } as const;
  expect(await trialsOf(hostOf({ ...done, setup: refused }))).toMatchObject([{ run: {} }]);
});

test.each<[string, AimedProgram, boolean]>([
  ['a race', aimed, true],
  ['who is held back by whom', { ...aimed, judgement: 'overtaking' }, false],
  [
    'what the host cannot run',
    { program: { ...program, fault: { client: 0, primitive: 0, code: 'EIO' } }, judgement: 'poison' },
    false,
  ],
])('whether %s can be tried in real time', (_, tried, can) => {
  const host = hostOf();
  expect(notInRealTime(tried, host) === undefined).toBe(can);
  expect(notInRealTime(tried, { ...host, abilities: new Set(['schedules', 'virtual-time']) })).toBeUndefined();
});

const core: ConcurrentPatchCore = {
  scenario: 'concurrent-patch',
  operations: [...program.setup],
  program: { instances: program.instances, clients: program.clients },
  turns: [],
  expected: 'both',
  observed: 'one',
};
const found = { requirement: 'PATCH-1', core };

test('a counterexample is attempted until it goes wrong again', async () => {
  const host = hostOf(done, done, lost);
  const replay = await replayAttempts(host, found, { claims });
  expect(replay).toMatchObject({ reproduced: true, attempts: 3 });
  expect(replay.story.join(' ')).toContain('Client 1: called patch of a, patch of a came back.');
  expect(host.plans.map(({ fresh }) => fresh)).toEqual([true, false, false]);
});

test('one that does not go wrong again says how often it was tried', async () => {
  expect(await replayAttempts(hostOf(), found, { claims })).toMatchObject({ reproduced: false, attempts: 60 });
});

test('a hang counts only where hangs are believed', async () => {
  const host = hostOf({ ...done, end: 'endless' });
  expect(await replayAttempts(host, found, { claims, believeHangs: true })).toMatchObject({ reproduced: true, hung: true });
  expect(await replayAttempts(hostOf({ ...done, end: 'endless' }, done), found, { claims })).toMatchObject({ reproduced: false });
});

test('what takes a crash in the midst of it, or cannot be run, is not possible', async () => {
  const crashed = { ...found, core: { ...core, crash: { changes: 1 } } };
  expect((await replayAttempts(hostOf(), crashed, { claims })).notPossible).toContain('exact point');
  expect((await replayAttempts(hostOf(), { ...found, requirement: 'PATCH-8' }, { claims })).notPossible).toContain('held');
});
