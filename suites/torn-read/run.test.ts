import { describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import { runAllInWorker, runInWorker, type WorkerRun } from '../run-in-worker.test-data.ts';
import { SAMPLED, someOf } from '../some-of.test-data.ts';
import { tornRead } from './suite.ts';

const defect = (name: string): string => `${defects[name]?.module}`;
const honest = (name: string): string => new URL(`./test-data/${name}.adapter.mjs`, import.meta.url).href;

const lockTakenOver = new URL('../../harness/judge/test-data/honest/lock-taken-over.adapter.mjs', import.meta.url).href;

const failuresOf = ({ events }: WorkerRun): string[] =>
  events.flatMap((event) => (event.type === 'failure' ? [event.requirement] : [])).sort();

const doneOf = ({ events }: WorkerRun) => {
  const done = events.at(-1);
  if (done?.type !== 'done') throw new Error('the run did not end');
  return done;
};

const findingsOf = ({ events }: WorkerRun) => events.filter(({ type }) => type === 'finding');

const notApplicableIn = ({ events }: WorkerRun) => events.filter(({ type }) => type === 'not-applicable');

describe.skipIf(process.env.CW_DEFECTS_EVERY !== undefined)(
  'correct stores fail nothing, and every requirement is put to the test',
  () => {
    // The others are judged by every suite together, in harness/judge/verdicts.test.ts.
    test.each(
      [
        'snapshot-cache',
        'read-lock',
        'read-lock-for-all',
        'busy',
        'retrying-reader',
        'write-behind',
        'modification-time-cache',
      ].map((name) => [name, honest(name)]),
    )('%s', soundly);

    async function soundly(_name: string, url: string): Promise<void> {
      const run = await runInWorker(tornRead, url);
      expect(failuresOf(run)).toEqual([]);
      expect(findingsOf(run)).toEqual([]);
      expect(Object.keys(doneOf(run).checked).sort()).toEqual(['TORN-1', 'TORN-2', 'TORN-3', 'TORN-4', 'TORN-5']);
    }
  },
);

describe.concurrent('readers in the same instance', () => {
  test.each(
    someOf<[name: string, fails: string[]]>([
      ['reader-maps-parse-error-to-null', ['TORN-1', 'TORN-5']],
      ['fallback-to-old-copy', ['TORN-3']],
      ['write-file-in-place-read', ['TORN-2', 'TORN-5']],
      ['large-documents-in-place', ['TORN-5']],
      ['list-from-half-written-index', ['TORN-4']],
      ['partial-two-files', ['TORN-2', 'TORN-5']],
      ['compaction-in-place', []],
    ]),
  )('%s', async (name, fails) => {
    const run = await runInWorker(tornRead, defect(name), { readers: 'same-instance' });
    expect(failuresOf(run)).toEqual(fails);
    expect(run.replayed.map(({ replay: { reproduced, story } }) => reproduced && story.length > 2)).toEqual(
      fails.map(() => true),
    );
  });
});

test('a read that waits for a write that waits for the read is found, and no requirement is blamed', async () => {
  const run = await runInWorker(tornRead, honest('wrong/deadlock'));
  expect(failuresOf(run)).toEqual([]);
  expect(findingsOf(run)).toMatchObject([{ finding: { code: 'CW_STORE_HANGS', level: 'error' } }]);
});

test('a store that lets nobody else in is judged on its own readers', async () => {
  const run = await runInWorker(tornRead, lockTakenOver);
  expect(notApplicableIn(run)).toMatchObject([{ requirement: 'TORN-5', reason: expect.stringContaining('refused') }]);
  expect(doneOf(run).checked['TORN-1']).toBeGreaterThan(20);
});

test('a store that asks for ever whether the other one has gone is judged on its own readers too', async () => {
  const run = await runInWorker(tornRead, honest('spins-for-lock'));
  expect(failuresOf(run)).toEqual([]);
  expect(findingsOf(run)).toEqual([]);
  const reason = expect.stringContaining('never finished: it asked for the same things');
  expect(notApplicableIn(run)).toMatchObject([{ requirement: 'TORN-5', reason }]);
});

test('failures are shrunk: the least operations, small payloads', async () => {
  const { events } = await runInWorker(tornRead, defect('reader-maps-parse-error-to-null'), { requirements: ['TORN-1'] });
  const failure = events.find((event) => event.type === 'failure');
  expect(failure?.core.operations.map(({ op }) => op).filter((op) => op !== 'rest')).toEqual(['create', 'patch']);
  expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
});

// Reports are compared as a whole in harness/judge/jobs.test.ts and harness/cli/main.test.ts.
test.skipIf(SAMPLED)('equal runs give equal events', async () => {
  const url = defect('fallback-to-old-copy');
  const [once, again] = await runAllInWorker(tornRead, [url, url], { requirements: ['TORN-3'] });
  expect(once?.events.map(({ type }) => type)).toContain('failure');
  expect(again?.events).toEqual(once?.events);
});
