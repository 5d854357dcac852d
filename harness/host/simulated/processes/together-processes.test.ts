import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../../../suites/some-of.test-data.ts';
import type { Program } from '../../../model/program.ts';
import type { TogetherJob, ToldRun } from './test-data/together-worker.ts';

/** Runs programs in a worker, since a host takes its thread over. */
function runAll(store: string, ...programs: TogetherJob['programs']): Promise<ToldRun[]> {
  const url = new URL('../../../../dist/harness/host/simulated/processes/test-data/together-worker.js', import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { workerData: { store, programs } satisfies TogetherJob });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('it ended without a result')));
  });
}

/** Of what is repeated many times: fewer where there is little time. */
const REPEATED = SAMPLED ? 15 : 50;

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);

/** Two clients who each patch a field of their own, each with an instance; by default in a process of its own. */
function patches({ processes = [0, 1], ...rest }: Partial<Program> & { processes?: readonly number[] } = {}): Program {
  return {
    setup: [{ op: 'create', session: 'a', fields: { n: 0 } }],
    instances: processes.map((process) => ({ process, path: 'plain' })),
    clients: processes.map((_, instance) => ({
      instance,
      operations: [{ op: 'patch', session: 'a', fields: { [`field${instance}`]: 1 } }],
    })),
    ...rest,
  };
}

/** What does not depend on how long things took. */
const comparable = (run: ToldRun) => JSON.stringify(run);

const isLost = ({ files }: ToldRun) => !/"field0":1/.test(files['a.json'] ?? '') || !/"field1":1/.test(files['a.json'] ?? '');

describe.each(someOf(['pid-lock', 'async', 'sync']))('of a store of style %s', (store) => {
  test('a schedule always gives the same run, whatever else the machine does', async () => {
    const busy = [1, 2].map(() => new Worker('for (;;);', { eval: true }));
    const runs = await runAll(store, {
      program: patches(),
      seeds: [7, 8, ...Array<number>(REPEATED).fill(7), ...Array<number>(REPEATED).fill(8)],
    });
    for (const worker of busy) await worker.terminate();
    const [seven, eight, ...again] = runs.map(comparable);
    expect(new Set(again.slice(0, REPEATED))).toEqual(new Set([seven]));
    expect(new Set(again.slice(REPEATED))).toEqual(new Set([eight]));
    expect(seven).not.toBe(eight);
  });
});

describe('what a process answered before it need not do again', () => {
  /** What happened, without the stacks of who did it. */
  const happened = ({ history, steps, end, files, lastLooks, trace }: ToldRun) => ({
    history,
    actors: steps.map(({ actor, able }) => [actor, ...able]),
    end,
    files,
    lastLooks,
    calls: trace.map((entry) => (entry.type === 'fs' ? [entry.client, entry.primitive, entry.path, entry.to] : entry.type)),
  });

  test.each(someOf(['sync', 'async', 'async-lock', 'sync-lock', 'pid-lock']))(
    'a store of style %s shows the same as without that',
    async (store) => {
      const program = patches();
      const some = seeds(REPEATED);
      const runs = await runAll(store, { program, seeds: some }, { program, seeds: some, stacks: true });
      expect(runs.slice(0, REPEATED).map(happened)).toEqual(runs.slice(REPEATED).map(happened));
    },
  );

  test.each(someOf(['counted-names', 'sync-counted-names']))(
    'a store that counts in its modules is asked itself, each time, as soon as that shows (%s)',
    async (store) => {
      const runs = await runAll(store, { program: patches(), seeds: seeds(50) });
      expect(new Set(runs.map(({ end, stray }) => `${end} ${stray?.kind}`))).toEqual(new Set(['done undefined']));
      // Whoever was in front of a primitive when that showed is not taken for one who goes on in the next run.
      expect(runs.flatMap(({ opened, setup, flushed }) => [opened, setup, flushed]).filter(({ ok }) => !ok)).toEqual([]);
      expect(runs.flatMap(({ history }) => history.filter(({ type }) => type === 'reject'))).toEqual([]);
      const names = runs.map(({ trace }) =>
        trace.flatMap((entry) => (entry.type === 'fs' && entry.primitive === 'rename' ? entry.path : [])),
      );
      expect(new Set(names.slice(20).flat()).size).toBe(names.slice(20).flat().length);
    },
  );
});

test.each(
  someOf<[store: string, lost: boolean]>([
    ['async', true],
    ['sync', true],
    ['async-lock', false],
    ['sync-lock', false],
    ['pid-lock', false],
  ]),
)('updates of the store %s are lost: %s', async (store, lost) => {
  const runs = await runAll(store, { program: patches(), seeds: seeds(100) });
  expect(runs.filter(({ end, opened, setup }) => end === 'done' && opened.ok && setup.ok)).toHaveLength(100);
  expect(runs.some(isLost)).toBe(lost);
  expect(runs[0]?.lastLooks).toHaveLength(2);
});

test('the same schedules mean the same in one process and in two', async () => {
  const runs = await runAll(
    'async',
    { program: patches({ processes: [0, 0] }), seeds: seeds(40) },
    { program: patches(), seeds: seeds(40) },
  );
  const told = ({ opened, setup, capabilities, steps, history, end, stray, trace }: ToldRun) => {
    const events = trace.map((entry) => ({ ...entry, path: undefined, to: undefined, ino: undefined, effects: undefined }));
    return { opened, setup, capabilities, steps, history, end, stray, events };
  };
  expect(runs.slice(40).map(told)).toEqual(runs.slice(0, 40).map(told));
});

test.each(someOf(['async', 'sync']))(
  'a process that opens the store late does so in the midst of what the others do (%s)',
  async (store) => {
    const [first, second] = patches().clients;
    const clients = [first, second && { ...second, operations: [{ op: 'open' as const }, ...second.operations] }].flatMap(
      (one) => one ?? [],
    );
    const runs = await runAll(store, { program: patches({ clients }), seeds: seeds(40) });
    const before = runs.map(({ history }) =>
      history.slice(
        0,
        history.findIndex(({ type, client }) => type === 'acknowledge' && client === 1),
      ),
    );
    expect(new Set(before.map((events) => events.some(({ type, client }) => type === 'acknowledge' && client === 0)))).toEqual(
      new Set([true, false]),
    );
    for (const { end, history, lastLooks } of runs) {
      expect(end).toBe('done');
      expect(history.filter(({ type, client }) => type === 'acknowledge' && client === 1)).toHaveLength(2);
      expect(lastLooks.map(({ instance }) => instance)).toEqual([0, 1]);
    }
  },
);

test('synchronous calls are interleaved call by call', async () => {
  const runs = await runAll('sync', { program: patches(), seeds: seeds(40) });
  const inTurns = runs.filter(({ trace }) => {
    const clients = trace.flatMap((entry) => (entry.type === 'fs' && (entry.client ?? -1) >= 0 ? [entry.client] : []));
    return clients.filter((client, index) => index > 0 && client !== clients[index - 1]).length > 4;
  });
  expect(inTurns.length).toBeGreaterThan(5);
});

describe('what a process watches', () => {
  const reader = { instance: 1, operations: [1, 2, 3].map(() => ({ op: 'read' as const, session: 'a' })) };
  const program = patches({ clients: [patch(0, 'a'), reader] });
  const toldIn = (state: unknown) =>
    String((state as { state?: { fields?: { told?: string } } } | undefined)?.state?.fields?.told);

  test('it is told of, if others change it: some time afterwards, and when all is at rest', async () => {
    const runs = await runAll('watches', { program, seeds: seeds(40) });
    const afterwards = runs.map(({ history }) => {
      const patched = history.findIndex(({ type, client }) => type === 'acknowledge' && client === 0);
      const next = history.findIndex(({ type, client }, index) => index > patched && type === 'invoke' && client === 1);
      const back = history.find(
        ({ type, client }, index) => next !== -1 && index > next && type === 'acknowledge' && client === 1,
      );
      return back === undefined ? undefined : /rename a\.json$/.test(toldIn(back.result));
    });
    expect(new Set(afterwards)).toEqual(new Set([true, false, undefined]));
    for (const { lastLooks } of runs) for (const { read } of lastLooks) expect(toldIn(read.a)).toMatch(/rename a\.json$/);
  });

  test('it is told of at the same moment in equal schedules', async () => {
    const runs = await runAll('watches', { program, seeds: [3, ...Array<number>(20).fill(4), 3] });
    expect(new Set(runs.slice(1, -1).map(comparable)).size).toBe(1);
    expect(runs.slice(0, 1).map(comparable)).toEqual(runs.slice(-1).map(comparable));
  });
});

describe('the death of a process', () => {
  const dying = patches({ deaths: [0] });
  /** Actors are numbered: the clients, then the deaths. */
  const DEATH = 2;

  test.each(someOf(['async', 'sync']))(
    'in the midst of a call of a store of style %s leaves the other running',
    async (store) => {
      const all = await runAll(store, { program: dying, seeds: seeds(80) });
      const runs = all.filter(({ steps }) => steps.some(({ actor }) => actor === DEATH));
      expect(runs.length).toBeGreaterThan(40);
      for (const { end, history, lastLooks, stray } of runs) {
        expect({ end, stray }).toEqual({ end: 'done' });
        expect(history).toContainEqual({ type: 'acknowledge', client: 1, operation: 0 });
        expect(lastLooks.map(({ instance }) => instance)).toEqual([1]);
      }
      const cutShort = runs.filter(({ history }) => !history.some(({ type, client }) => client === 0 && type === 'acknowledge'));
      expect(cutShort.length).toBeGreaterThan(5);
      const after = runs.map(({ trace, steps }) => {
        const death = steps.find(({ actor }) => actor === DEATH);
        return trace.slice(death?.entries ?? trace.length).filter((entry) => entry.client === 0);
      });
      expect(after.flat()).toEqual([]);
    },
  );

  test('is seen by those who ask for its pid', async () => {
    const runs = await runAll('pid-lock', { program: dying, seeds: seeds(REPEATED) });
    expect(new Set(runs.map(({ end }) => end))).toEqual(new Set(['done']));
    // Each that waits for the dead one without end takes its while.
    const others = await runAll('async-lock', { program: dying, seeds: seeds(REPEATED) });
    expect(others.map(({ end }) => end)).toContain('endless');
  });

  test('may be ignored by its code: the thread is replaced', async () => {
    const runs = await runAll('swallows-death', { program: dying, seeds: seeds(16) });
    expect(new Set(runs.map(({ end, stray }) => `${end} ${stray?.kind}`))).toEqual(new Set(['done undefined']));
  });
});

test('two who wait for a lock of the other wait in simulated time', async () => {
  const program = patches({ clients: [patch(0, 'a'), patch(1, 'b')] });
  const runs = await runAll('deadlock', { program, seeds: seeds(8) });
  const deadlocked = runs.filter(({ end }) => end === 'endless');
  expect(deadlocked.length).toBeGreaterThan(0);
  expect(runs.filter(({ end }) => end === 'done').length).toBeGreaterThan(0);
});

// It takes fifteen seconds of a core.
test.skipIf(SAMPLED)('a process that never gives control back ends the run, and there is another one for the next', async () => {
  const program = patches();
  const harmless = patches({ clients: [] });
  const runs = await runAll('spins', { program, seeds: [1] }, { program: harmless, seeds: [1] });
  expect(runs[0]?.stray).toMatchObject({ kind: 'hung' });
  expect(runs[1]).toMatchObject({ end: 'done' });
  expect(runs[1]?.stray).toBeUndefined();
  expect(runs[1]?.lastLooks).toHaveLength(2);
});

test('a process that calls for ever ends the run, and there is another one for the next', async () => {
  const runs = await runAll(
    'loops-forever',
    { program: patches(), seeds: [1] },
    { program: patches({ clients: [] }), seeds: [1] },
  );
  expect(runs.map(({ end, stray }) => `${end} ${stray?.kind}`)).toEqual(['endless undefined', 'done undefined']);
});

test.each(someOf(['loads-late-under-lock', 'loads-late']))('a process that loads a module is waited for (%s)', async (store) => {
  const runs = await runAll(store, { program: patches(), seeds: seeds(4) });
  expect(runs.map(({ end }) => end)).toEqual(['done', 'done', 'done', 'done']);
});

test('megabytes arrive whole', async () => {
  const program = patches({
    clients: [{ instance: 1, operations: [{ op: 'patch', session: 'big', fields: { bytes: 3_333_333 } }] }],
  });
  const [run] = await runAll('large', { program, seeds: [1] });
  expect(run?.files['big.json']).toBe('{"equal":true,"zipped":true}');
});

test('threads of one process have one pid and modules of their own', async () => {
  const [two, one] = await runAll(
    'async',
    { program: patches(), seeds: [1] },
    { program: patches({ onePid: true }), seeds: [1] },
  );
  expect(temporaryNames(two).map((name) => name.split('.')[2])).toEqual(['4200000', '4200001']);
  expect(temporaryNames(one).map((name) => name.split('.')[2])).toEqual(['4200000', '4200000']);
  expect(new Set(temporaryNames(one)).size).toBe(2);
});

test('a fault strikes the client that it is meant for', async () => {
  const program = patches({ fault: { client: 1, primitive: 2, code: 'ENOSPC' } });
  const [run] = await runAll('async', { program, seeds: [3] });
  expect(run?.faultStruck).toBe(true);
  const rejected = run?.history.find(({ type }) => type === 'reject');
  expect(rejected).toMatchObject({ client: 1 });
  expect(rejected?.error).toContain('ENOSPC');
});

test.each(someOf(['sync', 'async']))('stacks of a store of style %s name its own lines', async (store) => {
  const [run] = await runAll(store, { program: patches(), seeds: [1], stacks: true });
  const stacks = run?.trace.flatMap((entry) => (entry.type === 'fs' ? [entry.stack ?? ''] : [])) ?? [];
  expect(stacks.length).toBeGreaterThan(10);
  expect(stacks.every((stack) => stack.includes('test-data/stores.'))).toBe(true);
});

function patch(instance: number, session: string): Program['clients'][number] {
  return { instance, operations: [{ op: 'patch', session, fields: {} }] };
}

function temporaryNames(run: ToldRun | undefined): string[] {
  const paths =
    run?.trace.flatMap((entry) => (entry.type === 'fs' && entry.primitive === 'rename' ? [entry.path ?? ''] : [])) ?? [];
  return paths.sort();
}
