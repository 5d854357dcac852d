import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { PATH_SPELLINGS, type Program } from '../../model/program.ts';
import type { RunHere, TogetherHereJob } from './test-data/together-here-worker.ts';

const DIST = '../../../dist/harness/host/simulated/test-data/together-here-worker.js';

/** In a worker, since a host takes its thread over. */
function run(store: string, program: Partial<Program>, seeds: readonly number[]): Promise<RunHere[]> {
  const workerData: TogetherHereJob = { store, program: { ...TWO_PATCHES, ...program }, seeds };
  const worker = new Worker(new URL(DIST, import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the worker ended without a result')));
  });
}

const patchOf = (session: string, ...names: string[]) => ({
  op: 'patch' as const,
  session,
  fields: Object.fromEntries(names.map((name) => [name, 1])),
});
const client = (instance: number, ...operations: Program['clients'][number]['operations']) => ({ instance, operations });

const TWO_PATCHES: Program = {
  setup: [{ op: 'create', session: 'a', fields: { made: 1 } }],
  instances: [{ process: 0, path: 'plain' }],
  clients: [client(0, patchOf('a', 'x')), client(0, patchOf('a', 'y'))],
};
const crossed = { clients: [client(0, patchOf('a', 'x')), client(0, patchOf('b', 'y'))] };

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const endsOf = (runs: readonly RunHere[]) => new Set(runs.map(({ end }) => end));

describe.concurrent('the end of a run', () => {
  test('done: with what everybody, and the disk, shows then', async () => {
    const runs = await run('documents', {}, seeds(40));
    expect(endsOf(runs)).toEqual(new Set(['done']));
    const lost = runs.filter(({ files }) => Object.keys(JSON.parse(files['a.json'] ?? '')).length < 3);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThan(runs.length);
    for (const { lastLooks, files, history, flushed } of runs) {
      expect(lastLooks).toEqual([
        { instance: 0, read: { a: { state: { fields: JSON.parse(files['a.json'] ?? '') } }, b: { state: null } } },
      ]);
      expect(history.filter(({ type }) => type === 'acknowledge')).toHaveLength(3);
      expect(flushed.ok).toBe(true);
    }
  });

  test('stuck: two who wait for each other, without waiting in real time for what never comes', async () => {
    const runs = await run('crossed-locks', crossed, seeds(40));
    const stuck = runs.filter(({ end }) => end === 'stuck');
    expect(endsOf(runs)).toEqual(new Set(['done', 'stuck']));
    for (const { history, lastLooks } of stuck) {
      expect(history.filter(({ type, client: who }) => type === 'acknowledge' && who >= 0)).toEqual([]);
      expect(lastLooks).toEqual([]);
    }
  });

  test('endless: one who asks for ever, by many steps or for ten minutes of simulated time', async () => {
    const byFiles = await run('polls-files', {}, [0]);
    const byTimers = await run('polls-timers', {}, [0]);
    expect(endsOf([...byFiles, ...byTimers])).toEqual(new Set(['endless']));
    expect(byFiles[0]?.steps.length).toBeGreaterThan(10_000);
    expect(byTimers[0]?.steps.length).toBeLessThan(10_000);
  });

  test('nobody starves who polls: after many steps everybody gets a turn', async () => {
    const [found] = await run(
      'polls-files',
      { clients: [client(0, patchOf('a', 'x')), client(0, { op: 'read', session: 'a' })] },
      [0],
    );
    expect(found?.end).toBe('endless');
    expect(found?.history).toContainEqual({
      type: 'acknowledge',
      client: 1,
      operation: 0,
      result: { state: { fields: { made: 1 } } },
    });
  });

  test('done, with what nobody could catch', async () => {
    const [found] = await run('forgets', {}, [0]);
    expect(found?.stray).toEqual({ kind: 'unhandled-rejection', message: 'Error: nobody awaits' });
    expect(found?.lastLooks).toEqual([]);
  });
});

describe.concurrent('time', () => {
  // Minutes of it: in real time it would take longer than a test may.
  test('passes when everybody waits, and at once', async () => {
    const runs = await run('late', {}, seeds(8));
    expect(endsOf(runs)).toEqual(new Set(['done']));
    for (const { files } of runs) expect(JSON.parse(files['a.json'] ?? '').at).toBe(Date.UTC(2024, 0, 1, 0, 1));
  });

  test('passes for what clients left to be done later, before anybody looks', async () => {
    const runs = await run('debounced', { clients: [client(0, patchOf('a', 'x'))] }, seeds(4));
    for (const { lastLooks } of runs) expect(lastLooks[0]?.read.a).toEqual({ state: { fields: { made: 1, x: 1 } } });
  });

  test('does not pass while a module is loaded', async () => {
    const runs = await run('loads-late', {}, seeds(4));
    expect(endsOf(runs)).toEqual(new Set(['done']));
  });
});

test('what an instance does since it was opened takes steps of nobody in particular', async () => {
  const runs = await run('at-work-since-open', {}, seeds(8));
  expect(endsOf(runs)).toEqual(new Set(['done']));
  for (const { steps, trace } of runs) {
    const background = TWO_PATCHES.clients.length;
    expect(steps.some(({ actor }) => actor === background)).toBe(true);
    const beats = trace.filter((entry) => entry.type === 'fs' && entry.path?.endsWith('/beats') === true);
    expect(beats.every((entry) => 'client' in entry === false || (entry.client ?? 0) < 0)).toBe(true);
  }
});

test('however an instance is told its directory, it is the same one', async () => {
  const names = PATH_SPELLINGS.map((_, index) => `field${index}`);
  const instances = PATH_SPELLINGS.map((path) => ({ process: 0, path }));
  const clients = names.map((name, instance) => client(instance, patchOf('a', name)));
  // One after the other, so that nothing is lost.
  const setup = TWO_PATCHES.setup;
  for (const [instance, one] of clients.entries()) {
    const [found] = await run('says-its-path', { setup, instances, clients: [one] }, [0]);
    const content = JSON.parse(found?.files['a.json'] ?? '');
    expect(found?.lastLooks).toHaveLength(PATH_SPELLINGS.length);
    for (const { read } of found?.lastLooks ?? []) expect(read.a).toEqual({ state: { fields: content } });
    const told: string = content[`by field${instance}`];
    const { path } = instances[instance] ?? {};
    if (path === 'relative') expect(told).not.toMatch(/^\//);
    if (path === 'trailing-slash') expect(told).toMatch(/\/data\/$/);
    if (path === 'symlink') expect(told).not.toMatch(/\/data$/);
    if (path === 'plain') expect(told).toMatch(/^\/.*\/data$/);
  }
});

test('an instance that a client opens is opened in the midst of what the others do, and looks with them in the end', async () => {
  const instances = [
    { process: 0, path: 'plain' },
    { process: 0, path: 'relative' },
  ] as const;
  const clients = [client(0, patchOf('a', 'x'), patchOf('a', 'z')), client(1, { op: 'open' }, patchOf('b', 'y'))];
  const runs = await run('says-its-path', { instances, clients }, seeds(20));
  expect(endsOf(runs)).toEqual(new Set(['done']));
  const opened = runs.map(({ history }) => history.findIndex(({ type, client: who }) => type === 'acknowledge' && who === 1));
  expect(new Set(opened).size).toBeGreaterThan(2);
  for (const { lastLooks } of runs) {
    expect(lastLooks.map(({ instance }) => instance)).toEqual([0, 1]);
    expect(lastLooks[0]?.read).toMatchObject({ b: { state: { fields: { 'by y': expect.not.stringMatching(/^\//) } } } });
  }
});

test('one that is refused when it opens is not looked through', async () => {
  const [found] = await run(
    'opens-once',
    {
      instances: [TWO_PATCHES.instances[0], TWO_PATCHES.instances[0]].flatMap((plan) => plan ?? []),
      clients: [client(1, { op: 'open' }, { op: 'read', session: 'a' }), client(0, patchOf('a', 'x'))],
    },
    [0],
  );
  expect(found?.opened.ok).toBe(true);
  const rejected = found?.history.filter(({ type }) => type === 'reject').map(({ operation, error }) => [operation, error]);
  expect(rejected).toEqual([
    [0, 'Error: open already'],
    [1, 'Error: instance 1 is not open'],
  ]);
  expect(found?.lastLooks.map(({ instance }) => instance)).toEqual([0]);
});

describe.concurrent('a fault', () => {
  const faulty = (primitive: number) => ({ fault: { client: 1, primitive, code: 'ENOSPC' } });

  test('strikes once, and only whom it is meant for', async () => {
    const clients = [client(0, patchOf('a', 'x')), client(0, patchOf('a', 'y'), patchOf('a', 'z'))];
    const runs = await run('documents', { clients, ...faulty(1) }, seeds(20));
    for (const { faultStruck, history } of runs) {
      expect(faultStruck).toBe(true);
      const rejected = history.filter(({ type }) => type === 'reject');
      expect(rejected).toEqual([{ type: 'reject', client: 1, operation: 0, error: expect.stringContaining('ENOSPC') }]);
    }
  });

  test('that is never reached does not strike', async () => {
    const [found] = await run('documents', faulty(50), [0]);
    expect(found?.faultStruck).toBe(false);
    expect(found?.history.filter(({ type }) => type === 'reject')).toEqual([]);
  });
});

test('a run killed at each change: what was on disk, and what had happened, until then', async () => {
  const runs = await run('documents', {}, seeds(6));
  for (const { images, files, history } of runs) {
    expect(images[0]).toEqual({ files: {}, history: 1 });
    expect(images.at(-1)).toEqual({ files, history: history.length });
    const lengths = images.map((image) => image.history);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    const acknowledged = images.findIndex((image) => image.history > 1);
    // The create is acknowledged when its bytes are there.
    expect(images[acknowledged]?.files).toEqual({ 'a.json': '{"made":1}' });
  }
});

test('equal schedules give equal runs, a hundred times', async () => {
  const runs = await run('documents', {}, Array(100).fill(5));
  const plainly = runs.map(({ trace, ...rest }) =>
    JSON.stringify({
      ...rest,
      trace: trace.map((entry) => (entry.type === 'fs' ? [entry.primitive, entry.client] : entry)),
    }).replaceAll(/\.\d+\.tmp/g, '.tmp'),
  );
  expect(new Set(plainly).size).toBe(1);
  const others = await run('documents', {}, seeds(100));
  expect(new Set(others.map(({ steps }) => steps.map(({ actor }) => actor).join())).size).toBeGreaterThan(40);
});
