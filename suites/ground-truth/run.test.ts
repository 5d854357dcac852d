import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkedIn, failuresOf, runAllInWorker, runInWorker } from '../run-in-worker.test-data.ts';
import { someOf } from '../some-of.test-data.ts';
import { groundTruth } from './suite.ts';

const DIST = new URL('../../dist/', import.meta.url);
const built = (module: string): string => new URL(`${module}.js`, DIST).href;

const truths = (...numbers: readonly number[]): string[] => numbers.map((number) => `TRUTH-${number}`).sort();

describe('sound registries fail nothing, and every requirement is put to the test', () => {
  test.concurrent.each(
    someOf<[module: string, requirements: string[]]>([
      ['adapters/session-registry', truths(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
      ['fixtures/controls/registries/plain-registry', truths(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
      ['fixtures/controls/registries/sweeping-registry', truths(1, 2, 3, 4, 6, 7, 8, 9, 11)],
      ['fixtures/controls/registries/sources-alone', truths(1, 2, 3, 5, 6, 9, 11)],
    ]),
  )('%s', async (module, requirements) => {
    const run = await runInWorker(groundTruth, built(module));
    expect(failuresOf(run)).toEqual([]);
    expect(checkedIn(run)).toEqual(requirements);
  });
});

describe('defects fail exactly what they are for, and do so again', () => {
  const folder = 'fixtures/defects/ground-truth/';
  const all = readdirSync(new URL(folder, DIST)).flatMap((file) => (/^[a-z0-9-]+\.js$/.test(file) ? [file.slice(0, -3)] : []));
  const names = someOf(all);

  // Two workers for all of them: each takes its while to start.
  test.concurrent.each([0, 1])('every second one, from number %i on', async (first) => {
    const mine = names.filter((_, index) => index % 2 === first);
    const runs = await runAllInWorker(
      groundTruth,
      mine.map((name) => built(folder + name)),
    );
    for (const [index, name] of mine.entries()) {
      const { defect } = (await import(built(folder + name))) as { defect: { fails: string[] } };
      const run = runs[index];
      if (run === undefined) throw new Error(`${name} was not run`);
      expect({ name, fails: failuresOf(run) }).toEqual({ name, fails: [...defect.fails].sort() });
      for (const { failure, replay } of run.replayed) {
        expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
        expect(replay).toMatchObject({ reproduced: true, observed: failure.core.observed });
      }
    }
  });
});

test('the registry of incident 4 fails TRUTH-1 to 9, each with a short story', async () => {
  const run = await runInWorker(groundTruth, built('fixtures/incidents/4-daemon-registry/before'));
  expect(failuresOf(run)).toEqual(truths(1, 2, 3, 4, 5, 6, 7, 8, 9));
  for (const { replay } of run.replayed)
    expect({ reproduced: replay.reproduced, short: replay.story.length <= 9 }).toEqual({ reproduced: true, short: true });
});

test('equal runs give equal events', async () => {
  const module = built('fixtures/defects/ground-truth/stopped-is-final');
  const [once, again] = await runAllInWorker(groundTruth, [module, module], { seed: 5 });
  expect(again?.events).toEqual(once?.events);
});
