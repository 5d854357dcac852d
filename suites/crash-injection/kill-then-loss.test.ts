import { expect, test } from 'vitest';
import { controls, defects } from '../../fixtures/defects/index.ts';
import { anyCounterexampleShape } from '../../harness/judge/requirements.ts';
import { runInWorker } from '../run-in-worker.test-data.ts';
import { someOf } from '../some-of.test-data.ts';
import { crashHeading } from './heading.ts';
import { crashInjection } from './suite.ts';

test('what a killed process had not synced is taken from the one that went on with it, and each time again', async () => {
  const url = `${defects['found-name-taken-for-durable']?.module}`;
  const { replayed } = await runInWorker(crashInjection, url, { requirements: ['CRASH-8'], replays: 5 });
  expect(replayed).toHaveLength(1);
  const [{ failure, replay, replays, reproduced, distinct } = {}] = replayed;
  expect({ reproduced, distinct }).toEqual({ reproduced: replays, distinct: 1 });
  const { core } = failure ?? {};
  expect(core?.crash.killed).toEqual({ operations: 1, changes: 3, syncs: 1 });
  expect(core?.operations.map(({ op }) => op)).toEqual(['append', 'append']);
  expect(core?.attribution).toBeUndefined();
  expect(core && crashHeading(core)).toBe(
    'Power lost after 4 changes to the disk; 1 of their effects had not reached it; an earlier process was killed after 3 changes to the disk',
  );
  const story = replay?.story.join('\n') ?? '';
  expect(story).toMatch(/killed, after the rename[\s\S]*\. A new process|killed, after the rename[\s\S]*\nA new process/);
  expect(story).toMatch(/Acknowledged: append of alpha\.[\s\S]*Then the power was lost[\s\S]*Not on disk yet: the rename/);
  const counterexample = {
    schemaVersion: 1,
    crashworthy: '0.1.0',
    specification: 1,
    requirement: 'CRASH-8',
    target: 'defect:found-name-taken-for-durable',
    store: 'found-name-taken-for-durable',
    host: 'simulated',
    seed: 1,
    ...core,
    story: replay?.story,
    files: replay?.files,
    confirmations: [],
  };
  expect(anyCounterexampleShape(JSON.parse(JSON.stringify(counterexample)), 'the counterexample')).toEqual(counterexample);
});

test.each(someOf(['durable-log', 'durable-documents', 'durable-queued-log']))(
  'the control %s keeps what it built on',
  async (control) => {
    const { events } = await runInWorker(crashInjection, `${controls[control]}`, { requirements: ['CRASH-8', 'CRASH-13'] });
    expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
  },
);
