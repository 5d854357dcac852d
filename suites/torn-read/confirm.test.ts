import { afterEach, describe, expect, test } from 'vitest';
import { preflight } from '../../harness/host/preflight.ts';
import { ProcessHost } from '../../harness/host/process/process-host.ts';
import { runInWorker } from '../run-in-worker.test-data.ts';
import { someOf } from '../some-of.test-data.ts';
import { confirmTornRead } from './confirm.ts';
import { replayTornRead } from './replay.ts';
import { TORN_REQUIREMENTS } from './requirements.ts';
import { runTornRead, type TornRunEvent } from './run.ts';
import { tornRead } from './suite.ts';

const DIST = new URL('../../dist/', import.meta.url).href;
const hosts: ProcessHost[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.dispose();
});

async function processesOf(url: string): Promise<ProcessHost> {
  const program = new URL(`${DIST}harness/judge/store-child.js`);
  const host = await ProcessHost.create({ program, argument: JSON.stringify({ shown: 'test', url }) });
  hosts.push(host);
  return host;
}

describe('what the simulated disk has shown happens between two real processes', () => {
  test.each(
    someOf<[name: string, fails: string[]]>([
      ['write-file-in-place-read', ['TORN-2', 'TORN-5']],
      ['reader-maps-parse-error-to-null', ['TORN-1', 'TORN-5']],
      ['large-documents-in-place', ['TORN-5']],
      // Both of these take a writer that goes on while the reader reads.
      ['list-from-half-written-index', ['TORN-4', 'TORN-5']],
      ['fallback-to-old-copy', ['TORN-3', 'TORN-5']],
    ]),
  )('%s', async (name, fails) => {
    const url = `${DIST}fixtures/defects/torn-read/${name}.js`;
    const { events } = await runInWorker(tornRead, url, { readers: 'other-process' });
    const host = await processesOf(url);
    const { claims } = await host.store();
    const failures = events.filter((event) => event.type === 'failure');
    expect(failures.map(({ requirement }) => requirement).sort()).toEqual(fails);
    for (const failure of failures) expect(await confirmTornRead(host, failure, { claims })).toEqual({ result: 'confirmed' });
  });
});

test('steps within one instance cannot be had there', async () => {
  const url = `${DIST}fixtures/defects/torn-read/write-file-in-place-read.js`;
  const { events } = await runInWorker(tornRead, url, {
    readers: 'same-instance',
    requirements: ['TORN-2'],
  });
  const host = await processesOf(url);
  const { claims } = await host.store();
  const failure = events.find((event) => event.type === 'failure');
  if (failure?.type !== 'failure') throw new Error('nothing failed');
  expect(await confirmTornRead(host, failure, { claims })).toMatchObject({ result: 'not-possible' });
});

test('a schedule that shows nothing on a sound store is not confirmed', async () => {
  const { events } = await runInWorker(tornRead, `${DIST}fixtures/defects/torn-read/write-file-in-place-read.js`, {
    readers: 'other-process',
    requirements: ['TORN-2'],
  });
  const failure = events.find((event) => event.type === 'failure');
  if (failure?.type !== 'failure') throw new Error('nothing failed');
  const host = await processesOf(`${DIST}adapters/json-file.js`);
  const { claims } = await host.store();
  expect(await confirmTornRead(host, failure, { claims })).toMatchObject({ result: 'not-confirmed' });
  expect(await replayTornRead(host, failure, { claims })).toMatchObject({ reproduced: false });
});

describe.skipIf(process.env.CW_DEFECTS_EVERY !== undefined)('the suite on real processes', () => {
  test.each([
    ['adapters/json-file', []],
    ['adapters/jsonl-log', []],
    ['fixtures/defects/crash-injection/truncate-in-place', ['TORN-1', 'TORN-5']],
    ['fixtures/defects/crash-injection/stale-lock-throws', []],
  ])('%s', async (module, fails) => {
    const host = await processesOf(`${DIST}${module}.js`);
    const { claims } = await host.store();
    const looked = await preflight(host, claims);
    if (!looked.ok) throw new Error(looked.message);
    const { capabilities } = looked;
    const events: TornRunEvent[] = [];
    for await (const event of runTornRead({
      host,
      claims,
      capabilities,
      requirements: TORN_REQUIREMENTS,
      effort: 'quick',
      seed: 1,
    }))
      events.push(event);
    expect(events.flatMap((event) => (event.type === 'failure' ? [event.requirement] : []))).toEqual(fails);
    const done = events.at(-1);
    if (done?.type !== 'done') throw new Error('the run did not end');
    if (module.includes('stale-lock')) expect(done.noOtherProcess).toContain('refused');
    else expect(done.checked['TORN-5']).toBeGreaterThan(5);
  });
});
