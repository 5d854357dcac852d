import { describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import { failuresOf, runAllInWorker, runInWorker, type WorkerRun } from '../run-in-worker.test-data.ts';
import { SAMPLED, someOf } from '../some-of.test-data.ts';
import { asyncAppendRejection } from './suite.ts';

const built = (module: string): string => new URL(`../../dist/${module}.js`, import.meta.url).href;
const defect = (name: string): string => `${defects[name]?.module}`;

const runs = new Map<string, ReturnType<typeof runOf>>();

const runOf = (name: string) => runInWorker(asyncAppendRejection, defect(name));

/** The run of a defect with everything that applies to it: one for all tests that look at it. */
function wholeRunOf(name: string): ReturnType<typeof runOf> {
  const run = runs.get(name) ?? runOf(name);
  runs.set(name, run);
  return run;
}

const doneOf = ({ events }: WorkerRun) => {
  const done = events.at(-1);
  if (done?.type !== 'done') throw new Error('the run did not end');
  return done;
};

describe.skipIf(process.env.CW_DEFECTS_EVERY !== undefined)('correct stores fail nothing', () => {
  test.each([
    'adapters/json-file',
    'adapters/jsonl-log',
    'adapters/memory',
    'fixtures/controls/sound-documents',
    'fixtures/controls/durable-documents',
    'fixtures/controls/sound-log',
    'fixtures/controls/durable-log',
    'fixtures/controls/appending-log',
    'fixtures/controls/background-log',
    'fixtures/controls/latching-log',
    'fixtures/controls/stops-after-failed-sync',
    'fixtures/controls/backups',
  ])('%s', async (module) => {
    expect(failuresOf(await runInWorker(asyncAppendRejection, built(module)))).toEqual([]);
  });
});

describe('each defect fails what it is there for, and nothing else; and fails it again when it is replayed', () => {
  const ours = Object.entries(defects).filter(
    ([, { suite, program }]) => suite === 'async-append-rejection' && program === undefined,
  );
  test.concurrent.each(someOf(ours))('%s', async (name, { fails }) => {
    const run = await wholeRunOf(name);
    expect(failuresOf(run)).toEqual(fails.filter((id) => id.startsWith('APPEND-')).sort());
    expect(run.replayed.map(({ replay: { reproduced, story } }) => reproduced && story.length > 2)).toEqual(
      run.replayed.map(() => true),
    );
  });
});

test('a log whose appends are queued is put to all tests but that of a promise that it does not return', async () => {
  const run = await runInWorker(asyncAppendRejection, built('fixtures/controls/background-log'));
  const ids = Object.keys(doneOf(run).checked).sort();
  expect(ids).toEqual([1, 11, 12, 13, 14, 16, 2, 3, 4, 6, 7, 8, 9].map((number) => `APPEND-${number}`));
  expect(run.events.filter(({ type }) => type === 'not-applicable')).toMatchObject([{ requirement: 'APPEND-10' }]);
});

test('a store that never calls the disk is not asked what it does when one fails', async () => {
  const run = await runInWorker(asyncAppendRejection, built('adapters/memory'));
  expect(doneOf(run).tallies.faults).toBe(0);
  expect(run.events.flatMap((event) => (event.type === 'not-applicable' ? [event.requirement] : []))).toContain('APPEND-11');
});

test('failures are shrunk to the fewest operations and one call that fails once, and are plain data', async () => {
  const { events, replayed } = await wholeRunOf('short-write-ignored');
  const failure = events.find((event) => event.type === 'failure');
  expect(failure?.core.operations.map(({ op }) => op)).toEqual(['create']);
  expect(failure?.core.afterwards).toEqual([]);
  expect(failure?.core.fault).toMatchObject({ manner: 'short' });
  expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
  expect(replayed[0]?.replay.story.join('\n')).toContain('said so by its count alone');
  expect(replayed[0]?.replay.callSite?.file).toContain('short-write-ignored');
});

test('a write that is in flight when the store is closed is the smallest there is, and its story says what became of it', async () => {
  const { events, replayed } = await wholeRunOf('close-while-writing');
  const failure = events.find((event) => event.type === 'failure');
  expect(failure?.core).toMatchObject({ operations: [{ op: 'create' }], unawaited: true, closesAtOnce: true });
  const story = replayed[0]?.replay.story.join('\n');
  expect(story).toContain('was called and not awaited');
  expect(story).toContain('What had not been awaited resolved.');
});

test('what piles up is shown with the fewest operations that make it, and how many there were', async () => {
  const { events, replayed } = await runInWorker(asyncAppendRejection, defect('directory-handle-leaked'), {
    requirements: ['APPEND-16'],
  });
  const failure = events.find((event) => event.type === 'failure');
  expect(failure?.core).toMatchObject({ operations: [{ op: 'create' }], repeated: [{ op: 'patch' }] });
  expect(failure?.core.observed).toContain('65 after 64 rounds, 129 after 128 rounds and 257 after 256 rounds');
  expect(replayed[0]?.replay.story.join('\n')).toContain('in rounds');
});

test('what is left open by each close, and promises that are over, pile up too', async () => {
  const runs = await runAllInWorker(asyncAppendRejection, [defect('left-open-at-close'), defect('promises-remembered')], {
    requirements: ['APPEND-16'],
  });
  const [open, remembered] = runs.map(({ events }) => events.find((event) => event.type === 'failure'));
  expect(open?.core).toMatchObject({ repeated: [{ op: 'patch' }], reopens: true });
  expect(open?.core.observed).toContain("most of them of the store's directory");
  expect(runs[0]?.replayed[0]?.replay.story.join('\n')).toContain('the store was closed and opened anew; ');
  expect(remembered?.core).toMatchObject({ repeated: [{ op: 'patch' }] });
  expect(remembered?.core.observed).toMatch(
    /after 16 rounds, \d+ after 32 rounds and \d+ after 64 rounds: promises that are over/,
  );
});

test('a kill in the midst of what a store does about a refused rename is part of the counterexample, and is replayed', async () => {
  const { events, replayed } = await wholeRunOf('refused-rename-moves-aside');
  const failure = events.find((event) => event.type === 'failure');
  expect(failure?.core).toMatchObject({ fault: { code: 'EPERM' }, killedAfter: expect.any(Number) });
  const [first] = replayed;
  expect(first?.replay.story.join('\n')).toContain('the process was killed after the unlink of ./s-alpha.json');
});

test.skipIf(SAMPLED)('equal runs give equal events', async () => {
  const url = defect('failed-batch-dropped');
  const [once, again] = await runAllInWorker(asyncAppendRejection, [url, url], { requirements: ['APPEND-4', 'APPEND-12'] });
  expect(once?.events.map(({ type }) => type)).toContain('failure');
  expect(again?.events).toEqual(once?.events);
});
