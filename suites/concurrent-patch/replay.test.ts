import { describe, expect, test } from 'vitest';
import { controls, defects } from '../../fixtures/defects/index.ts';
import { anyCounterexampleShape } from '../../harness/judge/requirements.ts';
import type { Counterexample } from '../../harness/verdict/counterexample.ts';
import { type ReplayedFailure, type RunOptions, runInWorker } from '../run-in-worker.test-data.ts';
import { someOf } from '../some-of.test-data.ts';
import type { ConcurrentPatchCore } from './counterexample-core.ts';
import { concurrentPatch } from './suite.ts';

/** Fewer where what is tested is another version of Node. */
const REPLAYS = Number(process.env.CW_REPLAYS ?? 100);
/** Each takes threads that have loaded the store anew. */
const REPLAYS_OF_PROCESSES = Math.ceil(REPLAYS / 10);

const urlOf = (module: URL | undefined): string => `${module}`;

async function replayed(
  defect: string,
  requirement: string,
  options: RunOptions = {},
): Promise<ReplayedFailure<ConcurrentPatchCore>> {
  const run = await runInWorker(concurrentPatch, urlOf(defects[defect]?.module), {
    requirements: [requirement],
    processes: true,
    replays: REPLAYS,
    ...options,
  });
  const [found] = run.replayed;
  if (found === undefined) throw new Error(`${defect} did not fail ${requirement}`);
  return found;
}

const CASES: readonly [what: string, defect: string, requirement: string, options?: RunOptions][] = [
  ['clients of one instance', 'no-queue', 'PATCH-1'],
  ['instances of one process', 'queue-by-spelling', 'PATCH-3'],
  ['a crash in the middle', 'acknowledge-before-write', 'PATCH-2', { learned: { 'survives-alone': true } }],
  ['a failure that poisons', 'poisoned-queue', 'PATCH-5'],
  ['several processes', 'queue-in-one-process', 'PATCH-4', { replays: REPLAYS_OF_PROCESSES }],
  ['the death of a process', 'lock-stolen-twice', 'PATCH-4', { replays: REPLAYS_OF_PROCESSES }],
  ['a failure after which everybody waits', 'mutex-kept-after-failure', 'PATCH-5'],
  ['one that holds another up', 'one-queue-for-all', 'PATCH-8'],
];

describe.concurrent('a counterexample happens again each time, and tells the same', () => {
  test.each(someOf(CASES))('%s: %s', async (what, defect, requirement, options) => {
    const { failure, replay, replays, reproduced, distinct } = await replayed(defect, requirement, options);
    const { core } = failure;
    expect({ reproduced, distinct }).toEqual({ reproduced: replays, distinct: 1 });
    expect(replay.story.length).toBeGreaterThan(1);
    expect(replay.expected).toBe(core.expected);
    expect(replay.observed).toBe(core.observed);
    // Where the first write of all has failed nothing was changed, and no line to blame is known.
    if (core.program.fault === undefined) expect(replay.callSite?.file).toMatch(/fixtures\/(defects|base-stores)|adapters\//);
    if (what === 'the death of a process') {
      expect(core.program.deaths).toEqual([0]);
      expect(core.turns.some(({ client }) => client === 'death-1')).toBe(true);
    }

    const { story, files } = replay;
    const counterexample: Counterexample = {
      schemaVersion: 1,
      crashworthy: '0.1.0',
      specification: 1,
      requirement,
      target: `defect:${defect}`,
      store: defect,
      host: 'simulated',
      seed: 1,
      ...core,
      story: [...story],
      files: [...files],
      confirmations: [],
    };
    expect(anyCounterexampleShape(JSON.parse(JSON.stringify(counterexample)), 'the counterexample')).toEqual(counterexample);
  });
});

test('a counterexample of a store that was repaired does not happen again', async () => {
  const { replay, reproduced } = await replayed('no-queue', 'PATCH-1', { replays: 1, replayOn: urlOf(controls.consume) });
  expect(reproduced).toBe(0);
  expect(replay.observed).toContain('did not happen');
});
