import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { Probe } from './test-data/probe-worker.ts';

/** What lives in a simulated process see, gathered in a worker, since a host takes its thread over. */
const probe = await new Promise<Probe>((resolve, reject) => {
  const worker = new Worker(new URL('../../../dist/harness/host/simulated/test-data/probe-worker.js', import.meta.url));
  worker.on('message', resolve);
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error('the probe ended without a result')));
});

describe('time', () => {
  test('moves only when the store waits, and then at once', () => {
    expect(probe.sleepAdvancedMs).toBe(300_000);
    expect(probe.sleepTookMs).toBeLessThan(5000);
  });

  test('a day lies between two incarnations', () => {
    expect(probe.startsMs[1] - probe.startsMs[0]).toBe(86_400_000);
  });

  test('the modification times of files are of the same time', () => {
    expect(probe.fileTimeMs).toBe(probe.startsMs[0]);
  });

  test('timers of node:timers/promises are simulated too', () => {
    expect(probe.promisedTimerAdvancedMs).toBe(60_000);
  });
});

test('the clock waits for compression and digests, which the thread pool does in real time', () => {
  expect(probe.compressionAdvancedMs).toBe(0);
});

describe('identity', () => {
  test('each incarnation has a pid of its own, and sees that the one before is dead', () => {
    expect(probe.pids[1]).toBe(probe.pids[0] + 1);
    expect(probe.previousIsAlive).toBe(false);
    expect(probe.ownIsAlive).toBe(true);
  });

  test('random names repeat from run to run and differ between incarnations', () => {
    expect(probe.random[0]).toEqual(probe.randomAgain);
    expect(probe.random[0]).not.toEqual(probe.random[1]);
  });
});

describe('a life ends, and the thread goes on, when the store', () => {
  test.each([
    ['exit', 'exited', 'process.exit(3)'],
    ['timer', 'uncaught', 'thrown in a timer'],
    ['rejection', 'unhandled-rejection', 'nobody awaits'],
    ['never', 'hung', 'nothing was left that could have woken it'],
    ['poll', 'hung', 'ten minutes of simulated time'],
    ['throws', 'threw', 'no'],
    ['nothing', 'wrong-result', 'expected a store object'],
  ] as const)('%s', (how, kind, message) => {
    const opened = probe.misbehaviours[how];
    expect(opened).toMatchObject({ ok: false, problem: { kind } });
    if (opened?.ok === false) expect(opened.problem.message).toContain(message);
  });
});

test('what the store prints is swallowed and counted', () => {
  expect(probe.printedBytes).toBeGreaterThanOrEqual(10_000_000);
});

test('a call after the crash neither takes effect nor comes back', () => {
  expect(probe.afterDeath).toEqual({ completed: false, files: ['before'] });
});

test('a store that writes its own path into a file keeps one root, others get one per life', () => {
  expect(probe.ownRoots).toEqual({ plain: true, writesPath: false });
});

test('a child process is noted', () => {
  expect(probe.escapes).toEqual(['child_process.execFileSync']);
});
