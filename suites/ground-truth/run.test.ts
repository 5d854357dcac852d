import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runAllInWorker, runInWorker, type WorkerRun } from './run-in-worker.test-data.ts';

const DIST = new URL('../../dist/', import.meta.url);
const built = (module: string): string => new URL(`${module}.js`, DIST).href;

const failuresOf = ({ events }: WorkerRun): string[] =>
  events.flatMap((event) => (event.type === 'failure' ? [event.requirement] : [])).sort();

const checkedIn = ({ events }: WorkerRun): string[] => {
  const done = events.at(-1);
  return done?.type === 'done' ? Object.keys(done.checked).sort() : [];
};

const truths = (...numbers: readonly number[]): string[] => numbers.map((number) => `TRUTH-${number}`).sort();

describe('sound registries fail nothing, and every requirement is put to the test', () => {
  test.concurrent.each([
    ['adapters/session-registry', truths(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
    ['fixtures/controls/registries/plain-registry', truths(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
    ['fixtures/controls/registries/sweeping-registry', truths(1, 2, 3, 4, 6, 7, 8, 9, 11)],
    ['fixtures/controls/registries/sources-alone', truths(1, 2, 3, 5, 6, 9, 11)],
  ])('%s', async (module, requirements) => {
    const run = await runInWorker(built(module));
    expect(run.preflight).toMatchObject({ ok: true });
    expect(failuresOf(run)).toEqual([]);
    expect(checkedIn(run)).toEqual(requirements);
  });
});

describe('defects fail exactly what they are for, and do so again', () => {
  const folder = 'fixtures/defects/ground-truth/';
  const names = readdirSync(new URL(folder, DIST)).flatMap((file) => (/^[a-z0-9-]+\.js$/.test(file) ? [file.slice(0, -3)] : []));

  // Two workers for all of them: each takes its while to start.
  test.concurrent.each([0, 1])('every second one, from number %i on', async (first) => {
    const mine = names.filter((_, index) => index % 2 === first);
    const runs = await runAllInWorker(mine.map((name) => built(folder + name)));
    for (const [index, name] of mine.entries()) {
      const { defect } = (await import(built(folder + name))) as { defect: { fails: string[] } };
      const run = runs[index];
      if (run === undefined) throw new Error(`${name} was not run`);
      expect({ name, preflight: run.preflight.ok, fails: failuresOf(run) }).toEqual({
        name,
        preflight: true,
        fails: [...defect.fails].sort(),
      });
      const failures = run.events.filter((event) => event.type === 'failure');
      expect(JSON.parse(JSON.stringify(failures))).toEqual(failures);
      expect(run.replays.map(({ reproduced, observed }) => ({ reproduced, observed }))).toEqual(
        failures.map(({ core }) => ({ reproduced: true, observed: core.observed })),
      );
    }
  });
});

test('the registry of incident 4 fails TRUTH-1 to 9, each with a short story', async () => {
  const run = await runInWorker(built('fixtures/incidents/4-daemon-registry/before'));
  expect(failuresOf(run)).toEqual(truths(1, 2, 3, 4, 5, 6, 7, 8, 9));
  for (const { reproduced, story } of run.replays)
    expect({ reproduced, short: story.length <= 9 }).toEqual({ reproduced: true, short: true });
});

test('equal runs give equal events', async () => {
  const module = built('fixtures/defects/ground-truth/stopped-is-final');
  const [once, again] = await runAllInWorker([module, module], { seed: 5 });
  expect(again?.events).toEqual(once?.events);
});
