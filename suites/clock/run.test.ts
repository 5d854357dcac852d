import { describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { checkedIn, failuresOf, runAllInWorker, runInWorker } from '../run-in-worker.test-data.ts';
import { someOf } from '../some-of.test-data.ts';
import { clock } from './suite.ts';

const built = (module: string): string => new URL(`../../dist/${module}.js`, import.meta.url).href;
const defect = (name: string): string => `${defects[name]?.module}`;
const ALL = ['TIME-1', 'TIME-2', 'TIME-4'];
const APART = { requirements: ['TIME-3'], processes: true };

const create = (session: string, turn: number): Operation => ({ op: 'create', session, fields: content(turn) });
const append = (session: string, turn: number): Operation => ({ op: 'append', session, record: content(turn) });
const patch = (session: string, turn: number): Operation => ({ op: 'patch', session, fields: content(turn) });

function content(turn: number): { turn: number; text: string } {
  return { turn, text: `text ${turn}` };
}

test('correct stores fail nothing, and every requirement is put to the test', async () => {
  const stores = ['adapters/json-file', 'adapters/jsonl-log', 'adapters/memory', 'fixtures/controls/expiring'];
  for (const run of await runAllInWorker(clock, stores.map(built))) {
    expect(failuresOf(run)).toEqual([]);
    expect(checkedIn(run)).toEqual(ALL);
  }
});

describe('defects', () => {
  test.each(
    someOf<[name: string, fails: string, operations: Operation[], told: string]>([
      [
        'index-by-modification-time',
        'TIME-1',
        [create('beta', 2), patch('beta', 9)],
        'It was closed, and opened again within the same tick of the clock.',
      ],
      ['records-sorted-by-time', 'TIME-2', [append('alpha', 1), append('alpha', 3)], 'The clock was set back by a second.'],
      [
        'later-clock-wins',
        'TIME-2',
        [create('beta', 2), patch('beta', 9)],
        'It was closed, and opened again when the clock showed a second less.',
      ],
      ['records-sorted-by-local-time', 'TIME-2', [append('alpha', 1), append('alpha', 3)], 'Local time became UTC.'],
      ['removes-old-sessions', 'TIME-4', [create('alpha', 1)], 'It was closed, and opened again 40 days later.'],
      [
        'removes-by-modification-time',
        'TIME-4',
        [create('alpha', 1)],
        'It was closed. The modification times of all its files were set to one that was 400 days before.',
      ],
      ['removes-while-open', 'TIME-4', [create('alpha', 1), { op: 'rest' }], 'The clock was set forward by 40 days.'],
      [
        'shorter-than-claimed',
        'TIME-4',
        [create('beta', 2)],
        'It was closed, and opened again 29 days, 23 hours, 59 minutes and 58 seconds later.',
      ],
    ]),
  )('%s fails %s alone, by the least operations, and does so again', async (name, requirement, operations, told) => {
    const run = await runInWorker(clock, defect(name));
    expect(failuresOf(run)).toEqual([requirement]);
    const failure = run.events.find((event) => event.type === 'failure');
    expect(failure?.core.operations).toEqual(operations);
    expect(run.replayed).toMatchObject([{ replay: { reproduced: true, observed: failure?.core.observed } }]);
    expect(run.replayed[0]?.replay.story).toContain(told);
  });
});

describe('leases', () => {
  const LEASED = { requirements: ['TIME-5'] };

  test('a store that numbers its leases is put to the test, and fails nothing', async () => {
    const run = await runInWorker(clock, built('fixtures/controls/leasing-log'), LEASED);
    expect(failuresOf(run)).toEqual([]);
    expect(checkedIn(run)).toEqual(['TIME-5']);
  });

  test.each([
    ['lease-by-clock', 'The clock was set forward by an hour.'],
    ['lease-from-the-future', 'The clock was set back by an hour.'],
  ])('%s hands one to two, and does so again', async (name, told) => {
    const run = await runInWorker(clock, defect(name), LEASED);
    expect(failuresOf(run)).toEqual(['TIME-5']);
    const failure = run.events.find((event) => event.type === 'failure');
    expect(run.replayed).toMatchObject([{ replay: { reproduced: true, observed: failure?.core.observed } }]);
    expect(run.replayed[0]?.replay.story).toContain(told);
  });
});

describe('two who write within one tick', () => {
  const TICK = { requirements: ['TIME-1'] };

  test('an instance that knows of what others write by size and time is behind, and is again', async () => {
    const run = await runInWorker(clock, defect('others-cached-by-time'), TICK);
    expect(failuresOf(run)).toEqual(['TIME-1']);
    const failure = run.events.find((event) => event.type === 'failure');
    expect(failure?.core).toMatchObject({
      scenario: 'clock-still',
      inOneProcess: true,
      clients: [{ process: 1, operations: [{ op: 'patch', session: 'alpha', fields: { turn: 1 } }] }],
      expected: 'Session `alpha`: `turn` is 1.',
      observed: 'In the end instance 1 reads session `alpha` as {"turn":0}.',
    });
    expect(run.replayed).toMatchObject([
      {
        reproduced: 1,
        replay: {
          observed: failure?.core.observed,
          story: [
            'Two instances in one process opened the store. No time passed by the clock, nor by the modification times of files.',
            'Instance 1: create of alpha was called.',
            'Instance 1: create of alpha was acknowledged.',
            'Instance 2: patch of alpha was called.',
            'Instance 2: patch of alpha was acknowledged.',
          ],
        },
      },
    ]);
  });

  test('two processes that read what the other one wrote lose nothing', async () => {
    const run = await runInWorker(clock, built('fixtures/controls/processes'), { ...TICK, processes: true });
    expect(failuresOf(run)).toEqual([]);
    const done = run.events.at(-1);
    // The trials of one who writes, two instances, and two processes.
    expect(done?.type === 'done' && (done.checked['TIME-1'] ?? 0) > 2).toBe(true);
  });
});

test('of two writes within a millisecond the second is not seen, though nothing is wrong with a clock that goes on', async () => {
  const run = await runInWorker(clock, defect('cached-by-modification-time'));
  expect(failuresOf(run)).toEqual(['TIME-1']);
  expect(checkedIn(run)).toEqual(ALL);
});

test('who removes what is an hour old is told as that, and judged otherwise by lives that follow soon', async () => {
  const url = new URL('./test-data/removes-after-an-hour.adapter.mjs', import.meta.url).href;
  const [once, again] = await runAllInWorker(clock, [url, url], { seed: 5 });
  expect(failuresOf(once ?? { events: [], replayed: [] })).toEqual(['TIME-4']);
  expect(checkedIn(once ?? { events: [], replayed: [] })).toEqual(ALL);
  expect(again?.events).toEqual(once?.events);
});

test('two processes whose clocks differ lose nothing under a lock that goes by pids', async () => {
  const run = await runInWorker(clock, built('fixtures/controls/processes'), APART);
  expect(failuresOf(run)).toEqual([]);
  expect(checkedIn(run)).toEqual(['TIME-3']);
});

test.each(
  someOf<[name: string, aheadMs: number, clients: object[], observed: RegExp]>([
    [
      'lock-stale-by-clock',
      3_600_000,
      [
        { process: 0, operations: [{ op: 'patch', session: 'alpha', fields: { own0: 0 } }] },
        { process: 1, operations: [{ op: 'patch', session: 'alpha', fields: { own1: 1 } }] },
      ],
      /reads session `alpha` as \{"turn":0,"own[01]":[01]\}/,
    ],
    [
      'later-clock-wins',
      3_600_000,
      [
        { process: 1, operations: [{ op: 'patch', session: 'alpha', fields: { turn: 1 } }] },
        { process: 0, operations: [{ op: 'patch', session: 'alpha', fields: { turn: 4 } }] },
      ],
      /^In the end process 1 reads session `alpha` as \{"turn":1\}\.$/,
    ],
  ]),
)('%s fails TIME-3, and does so again', async (name, aheadMs, clients, observed) => {
  const run = await runInWorker(clock, defect(name), APART);
  expect(failuresOf(run)).toEqual(['TIME-3']);
  const failure = run.events.find((event) => event.type === 'failure');
  expect(failure?.core).toMatchObject({ aheadMs, clients, observed: expect.stringMatching(observed) });
  expect(run.replayed).toMatchObject([{ reproduced: 1, replay: { observed: failure?.core.observed } }]);
});
