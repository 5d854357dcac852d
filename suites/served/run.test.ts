import { afterAll, describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import { preflightServed } from '../../harness/host/server/preflight-served.ts';
import { ServerHost } from '../../harness/host/server/server-host.ts';
import { isPostgresInstalled } from '../../harness/host/server/services/own/own-postgres.ts';
import { isRedisInstalled } from '../../harness/host/server/services/own/own-redis.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { FoundBy, ReplayOutcome, Suite, SuiteEvent } from '../../harness/suite/suite.ts';
import { TRIAL_KINDS } from '../identity/trial.ts';
import { suites } from '../index.ts';
import { SAMPLED, someOf } from '../some-of.test-data.ts';
import type { ServerCore } from './counterexample-core.ts';

const DIST = new URL('../../dist/', import.meta.url);
const hasServers = isPostgresInstalled() && isRedisInstalled();
const hosts: ServerHost[] = [];

afterAll(async () => {
  await Promise.all(hosts.map((host) => host.dispose()));
});

async function subjectOf(url: string): Promise<ServedSubject> {
  const program = new URL('harness/judge/store-on-server.js', DIST);
  const host = new ServerHost({
    program,
    argument: JSON.stringify({ shown: url, url }),
    source: { given: [], mayHaveTables: false },
  });
  hosts.push(host);
  const { claims } = await host.store();
  await host.ready();
  return { kind: 'served-store', host, claims, capabilities: await preflightServed(host) };
}

const SERVED = suites.filter((suite) => suite.subject === 'served-store') as unknown as Suite<ServedSubject, ServerCore>[];

const ALL = SERVED.flatMap(({ requirements }) => requirements);

/** What all suites of stores on a server tell, in their order. */
async function run(subject: ServedSubject, only: (suite: string) => boolean = () => true): Promise<SuiteEvent[]> {
  const context = { models: [], depth: 1, assumed: false, learned: {}, endless: [], onPlace() {} } as const;
  const events: SuiteEvent[] = [];
  for (const suite of SERVED.filter(({ name }) => only(name))) {
    const requirements = suite.requirements.filter((one) => one.notApplicable(subject) === undefined).map(({ id }) => id);
    for await (const event of suite.run({ subject, requirements, effort: 'quick', seed: 1, ...context })) events.push(event);
  }
  return events;
}

function replay(subject: ServedSubject, found: FoundBy<ServerCore>): Promise<ReplayOutcome> {
  const suite = SERVED.find(({ scenarios }) => Object.hasOwn(scenarios, found.core.scenario));
  if (suite === undefined) throw new Error(`no suite has counterexamples of the kind ${found.core.scenario}`);
  return suite.replay(subject, JSON.parse(JSON.stringify(found)), {});
}

function failuresOf(events: readonly SuiteEvent[]): FoundBy<ServerCore>[] {
  return events.flatMap((event) =>
    event.type === 'failure' ? [{ requirement: event.requirement, core: event.core as ServerCore }] : [],
  );
}

describe.skipIf(!hasServers)('correct stores fail nothing, and everything is put to the test', { timeout: 900_000 }, () => {
  test.each(someOf(['adapters/redis', 'adapters/postgres', 'fixtures/controls/served/strict-sessions']))('%s', async (module) => {
    const subject = await subjectOf(new URL(`${module}.js`, DIST).href);
    // What its sessions are called and hold, crashes, and races take most of the time.
    const events = await run(subject, (suite) => !SAMPLED || suite === 'server');
    expect(failuresOf(events)).toEqual([]);
    expect(events.filter(({ type }) => type === 'finding' || type === 'not-testable')).toEqual([]);
    // How far each is can be told before it is over.
    const shares = events.flatMap((event) =>
      event.type === 'progress' ? [(event.tallies.workloads ?? 0) / event.totalWorkloads] : [],
    );
    expect(shares.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(3);
    const checked = events.flatMap((event) => (event.type === 'done' ? Object.keys(event.checked) : []));
    const applicable = ALL.filter((one) => one.notApplicable(subject) === undefined).map(({ id }) => id);
    if (!SAMPLED) expect(checked.sort()).toEqual(applicable.sort());
  });
});

/** In which trial each shows first. */
const SHOWN: readonly [name: string, trial: string][] = [
  ['acknowledges-before-answer', 'cut'],
  ['answers-from-a-minute-ago', 'together'],
  ['breaker-stays-open', 'worn'],
  ['commits-asynchronously', 'server-crash'],
  ['cuts-long-ids', 'ids'],
  ['expired-until-swept', 'expired'],
  ['folds-ids', 'ids'],
  ['forgets-keys', 'cut'],
  ['half-made-schema', 'cut'],
  ['hands-out-what-it-keeps', 'alias'],
  ['keeps-first-failure', 'cut'],
  ['keeps-what-it-read', 'seen'],
  ['leaks-client-after-error', 'worn'],
  ['leaks-client-in-delete', 'worn'],
  ['leaks-client-in-read', 'worn'],
  ['leaks-client-in-touch', 'worn'],
  ['lock-row-stays', 'cut'],
  ['looks-at-lease-first', 'leased'],
  ['looks-then-creates', 'opened-twice'],
  ['no-error-listener', 'idle'],
  ['no-listener-in-use', 'cut'],
  ['numbers-records-itself', 'together'],
  ['one-row-for-all', 'cut'],
  ['parts-expire-apart', 'expired'],
  ['pipeline-without-multi', 'cut'],
  ['queue-of-the-instance', 'together'],
  ['reads-then-writes', 'together'],
  ['remembers-before-answer', 'cut'],
  ['resends-commands', 'cut'],
  ['retries-append', 'cut'],
  ['rewrites-in-two-steps', 'cut'],
  ['rounds-numbers', 'payload'],
  ['touch-writes-session-back', 'touched'],
  ['two-statements', 'cut'],
  ['waits-for-ever-for-answers', 'idle'],
];

test('every defect on a server is named here', () => {
  const own = Object.entries(defects).filter(([, { suite }]) => suite === 'server');
  expect(SHOWN.map(([name]) => name).sort()).toEqual(own.map(([name]) => name).sort());
});

/** What sessions are called and hold. */
const OF_IDENTITY: readonly string[] = TRIAL_KINDS;

/** One of the quickest, where there is no time for all. */
const some = SAMPLED ? SHOWN.filter(([name]) => name === 'answers-from-a-minute-ago') : SHOWN;

describe.skipIf(!hasServers)('defects', { timeout: 900_000 }, () => {
  test.each(some)('%s fails what it is about, in a trial of the kind %s, and does so again', async (name, trial) => {
    const defect = defects[name];
    const fails = defect?.fails ?? [];
    const subject = await subjectOf(`${defect?.module}`);
    // What its sessions are called and hold takes as long as all else, and says nothing of most.
    const ofIdentity = OF_IDENTITY.includes(trial);
    const failures = failuresOf(await run(subject, (suite) => suite !== 'identity' || ofIdentity));
    const tried = ofIdentity ? fails : fails.filter((id) => !id.startsWith('IDENT-'));
    expect(failures.map(({ requirement }) => requirement).sort()).toEqual([...tried].sort());
    const [failure] = failures;
    if (failure === undefined) throw new Error('nothing failed');
    expect(failure.core.trial).toBe(trial);
    const again = await replay(subject, failure);
    expect(again).toMatchObject({ reproduced: true, expected: failure.core.expected, observed: failure.core.observed });
    await subject.host.dispose();
  });
});

test('every requirement of stores on a server names defects that fail it', () => {
  for (const { id, defects: named } of ALL) {
    expect(named.length, id).toBeGreaterThan(0);
    for (const name of named) expect(defects[name]?.fails, `${id} names ${name}`).toContain(id);
  }
});

/** Half of them in a process that has done nothing else. */
const REPLAYS = SAMPLED ? 4 : 20;

test.skipIf(!hasServers)('two clients replay in the same order of messages, each time', { timeout: 300_000 }, async () => {
  const subject = await subjectOf(`${defects['reads-then-writes']?.module}`);
  const core: ServerCore = {
    scenario: 'server',
    trial: 'together',
    operations: [
      { op: 'create', session: 'turin', fields: { title: 'first' } },
      { op: 'patch', session: 'turin', fields: { left: 1 } },
    ],
    others: [{ op: 'patch', session: 'turin', fields: { right: 2 } }],
    switchAt: 2,
    expected: '',
    observed: '',
  };
  const told = new Set<string>();
  for (let attempt = 0; attempt < REPLAYS; attempt++) {
    subject.host.fresh = attempt % 2 === 1;
    told.add(JSON.stringify(await replay(subject, { requirement: 'SRV-4', core })));
  }
  expect([...told].map((one) => JSON.parse(one))).toEqual([expect.objectContaining({ reproduced: true })]);
});
