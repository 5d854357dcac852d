import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkedIn, failuresOf, runAllInWorker, runInWorker, type WorkerRun } from '../run-in-worker.test-data.ts';
import { SAMPLED } from '../some-of.test-data.ts';
import type { LifecycleCore } from './counterexample-core.ts';
import { LIFECYCLE_REQUIREMENTS } from './requirements.ts';
import { lifecycle } from './suite.ts';

const built = (module: string): string => new URL(`../../dist/${module}.js`, import.meta.url).href;
const folder = new URL('../../fixtures/defects/lifecycle/', import.meta.url);
const ALL = LIFECYCLE_REQUIREMENTS.map(({ id }) => id).sort();

/** Of each pool, the requirements that apply to it and are put to the test. */
const SOUND: readonly (readonly [module: string, checked: readonly string[]])[] = [
  ['adapters/warm-pool', ALL],
  ['fixtures/controls/pools/evicting-by-timer', ALL],
  ['fixtures/controls/pools/recreating-sessions', ALL],
  ['fixtures/controls/pools/stopping-on-abort', ALL],
  ['fixtures/controls/pools/refusing-when-busy', ALL],
  ['adapters/generic-pool', ['LIFE-1', 'LIFE-12', 'LIFE-13', 'LIFE-2', 'LIFE-3', 'LIFE-5', 'LIFE-7']],
  ['adapters/tarn', ['LIFE-1', 'LIFE-12', 'LIFE-13', 'LIFE-2', 'LIFE-3', 'LIFE-5', 'LIFE-7']],
];
const defects = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
const runs = new Map<string, WorkerRun<LifecycleCore>>();

beforeAll(async () => {
  const modules = [...SOUND.map(([module]) => module), ...defects.map((name) => `fixtures/defects/lifecycle/${name}`)];
  const all = await runAllInWorker(lifecycle, modules.map(built));
  for (const [index, module] of modules.entries()) runs.set(module, all[index] as WorkerRun<LifecycleCore>);
});

const runOf = (module: string): WorkerRun<LifecycleCore> => runs.get(module) as WorkerRun<LifecycleCore>;

test.each(SOUND)('%s fails nothing, and every requirement that applies is put to the test', (module, checked) => {
  const run = runOf(module);
  expect(failuresOf(run)).toEqual([]);
  expect(run.events.filter(({ type }) => type === 'finding')).toEqual([]);
  expect(checkedIn(run)).toEqual(checked);
});

describe('defects', () => {
  test.each(defects)('%s fails what it says, and each failure happens again', async (name) => {
    const { defect } = (await import(new URL(`${name}.ts`, folder).href)) as { defect: { fails: readonly string[] } };
    const run = runOf(`fixtures/defects/lifecycle/${name}`);
    expect(failuresOf(run)).toEqual([...defect.fails].sort());
    for (const { failure, replay } of run.replayed) {
      const { core } = failure;
      expect(JSON.parse(JSON.stringify(core))).toEqual(core);
      expect(replay).toMatchObject({ reproduced: true, expected: core.expected, observed: core.observed });
    }
  });

  test('each requirement has one, and names it', async () => {
    const named = LIFECYCLE_REQUIREMENTS.flatMap((requirement) => requirement.defects.map((name) => `${name} ${requirement.id}`));
    const found = await Promise.all(
      defects.map(async (name) => {
        const { defect } = (await import(new URL(`${name}.ts`, folder).href)) as { defect: { fails: readonly string[] } };
        return defect.fails.map((id) => `${name} ${id}`);
      }),
    );
    expect(named.sort()).toEqual(found.flat().sort());
    expect(LIFECYCLE_REQUIREMENTS.filter((requirement) => requirement.defects.length === 0)).toEqual([]);
  });

  test.each<[name: string, operations: LifecycleCore['operations'], choices?: number[], changes?: number]>([
    ['cap-unchecked', [prompt('a/x'), prompt('a/y'), prompt('b/x'), { op: 'sweep' }]],
    ['trailing-terminal-settles', [prompt('a/x'), at('abort', 'a/x'), prompt('a/x'), at('trailing-terminal', 'a/x')]],
    ['two-first-prompts', [prompt('a/x'), prompt('a/x')], [1]],
    ['busy-row-is-a-lock', [prompt('a/x')], [], 2],
    ['dispose-hangs', [{ op: 'dispose' }]],
  ])('%s is found by the least that shows it', (name, operations, choices = [], changes) => {
    const [found] = runOf(`fixtures/defects/lifecycle/${name}`).replayed;
    const crash = changes === undefined ? {} : { crash: { changes } };
    expect(found?.failure.core).toMatchObject({ operations, choices, ...crash });
  });

  test('what happened is told in sentences', () => {
    expect(runOf('fixtures/defects/lifecycle/busy-row-is-a-lock').replayed[0]?.replay.story).toEqual([
      'The pool was opened.',
      'Prompt 1 of a/x was called.',
      'The pool asked for agent 1 of a/x, with a new session.',
      'Agent 1 was started, with session s-1.',
      'The row of a/x was written: s-1, busy.',
      'The pool sent prompt 1 to agent 1.',
      'Agent 1 told a piece of its answer.',
      'Agent 1 told that the turn was over.',
      'The process was killed. The rows: a/x s-1, busy.',
      'The pool was opened.',
      'Prompt 2 of a/x was called.',
      'Call 2 failed: Error: a turn is in flight.',
    ]);
  });
});

test.skipIf(SAMPLED)('equal runs give equal events, and another seed others', async () => {
  const modules = ['evicts-while-preparing', 'row-by-chat'].map((name) => built(`fixtures/defects/lifecycle/${name}`));
  const again = await runAllInWorker(lifecycle, modules);
  expect(again[0]?.events).toEqual(runOf('fixtures/defects/lifecycle/evicts-while-preparing').events);
  expect(again[1]?.events).toEqual(runOf('fixtures/defects/lifecycle/row-by-chat').events);
});

test('what is not asked for is not told of, and still ends what follows from it', async () => {
  const defect = built('fixtures/defects/lifecycle/trailing-terminal-settles');
  expect(failuresOf(await runInWorker(lifecycle, defect, { requirements: ['LIFE-7'] }))).toEqual([]);
});

function prompt(key: string) {
  return at('prompt', key);
}

function at<O extends 'prompt' | 'abort' | 'trailing-terminal'>(op: O, key: string) {
  const [chat = '', agent = ''] = key.split('/');
  return { op, chat, agent };
}
