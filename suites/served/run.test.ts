import { afterAll, describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import { preflightServed } from '../../harness/host/server/preflight-served.ts';
import { ServerHost } from '../../harness/host/server/server-host.ts';
import { isPostgresInstalled } from '../../harness/host/server/services/own/own-postgres.ts';
import { isRedisInstalled } from '../../harness/host/server/services/own/own-redis.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { FoundBy, SuiteEvent } from '../../harness/suite/suite.ts';
import { someOf } from '../some-of.test-data.ts';
import type { ServerCore } from './counterexample-core.ts';
import { SERVER_REQUIREMENTS } from './requirements.ts';
import { server } from './suite.ts';

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

async function run(subject: ServedSubject, only?: readonly string[]): Promise<SuiteEvent[]> {
  const applicable = SERVER_REQUIREMENTS.filter((one) => one.notApplicable(subject) === undefined).map(({ id }) => id);
  const requirements = applicable.filter((id) => only === undefined || only.includes(id));
  const context = { models: [], depth: 1, assumed: false, learned: {}, endless: [], onPlace() {} } as const;
  const events: SuiteEvent[] = [];
  for await (const event of server.run({ subject, requirements, effort: 'quick', seed: 1, ...context })) events.push(event);
  return events;
}

function failuresOf(events: readonly SuiteEvent[]): FoundBy<ServerCore>[] {
  return events.flatMap((event) =>
    event.type === 'failure' ? [{ requirement: event.requirement, core: event.core as ServerCore }] : [],
  );
}

describe.skipIf(!hasServers)('correct stores fail nothing, and everything is put to the test', { timeout: 900_000 }, () => {
  test.each(['postgres', 'redis'])('%s', async (name) => {
    const events = await run(await subjectOf(new URL(`adapters/${name}.js`, DIST).href));
    expect(failuresOf(events)).toEqual([]);
    expect(events.filter(({ type }) => type === 'finding')).toEqual([]);
    const done = events.at(-1);
    expect(done?.type === 'done' ? Object.keys(done.checked).sort() : []).toEqual(SERVER_REQUIREMENTS.map(({ id }) => id).sort());
  });
});

/** In which trial each shows. */
const SHOWN: readonly [name: string, trial: string][] = [
  ['acknowledges-before-answer', 'cut'],
  ['retries-append', 'cut'],
  ['resends-commands', 'cut'],
  ['two-statements', 'cut'],
  ['pipeline-without-multi', 'cut'],
  ['half-made-schema', 'cut'],
  ['reads-then-writes', 'together'],
  ['touch-writes-session-back', 'touched'],
  ['expired-until-swept', 'expired'],
  ['parts-expire-apart', 'expired'],
  ['no-error-listener', 'idle'],
  ['waits-for-ever-for-answers', 'idle'],
  ['leaks-client-after-error', 'worn'],
  ['looks-then-creates', 'opened-twice'],
  ['commits-asynchronously', 'server-crash'],
];

test('every defect of this suite is named here', () => {
  const own = Object.entries(defects).filter(([, { suite }]) => suite === 'server');
  expect(SHOWN.map(([name]) => name).sort()).toEqual(own.map(([name]) => name).sort());
});

describe.skipIf(!hasServers)('defects', { timeout: 900_000 }, () => {
  test.each(someOf(someOf(SHOWN)))(
    '%s fails what it is about, in a trial of the kind %s, and does so again',
    async (name, trial) => {
      const defect = defects[name];
      const subject = await subjectOf(`${defect?.module}`);
      const failures = failuresOf(await run(subject));
      expect(failures.map(({ requirement }) => requirement).sort()).toEqual([...(defect?.fails ?? [])].sort());
      const [failure] = failures;
      if (failure === undefined) throw new Error('nothing failed');
      expect(failure.core.trial).toBe(trial);
      const again = await server.replay(subject, JSON.parse(JSON.stringify(failure)), {});
      expect(again).toMatchObject({ reproduced: true, expected: failure.core.expected, observed: failure.core.observed });
      await subject.host.dispose();
    },
  );
});

test.skipIf(!hasServers)('two clients replay in the same order of messages, ten times of ten', { timeout: 300_000 }, async () => {
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
  for (let replay = 0; replay < 10; replay++) {
    subject.host.fresh = replay % 2 === 1;
    told.add(JSON.stringify(await server.replay(subject, { requirement: 'SRV-4', core }, {})));
  }
  expect([...told].map((one) => JSON.parse(one))).toEqual([expect.objectContaining({ reproduced: true })]);
});
