import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { OwnTime } from './own-time.ts';
import { descendantsOf, tasksOf } from './tasks.ts';

const started: ReturnType<typeof spawn>[] = [];

/** Runs a program; on the first core alone if it is to share. */
async function program(code: string, { shares = false } = {}): Promise<number> {
  const node = [process.execPath, '-e', `${code}; process.stdout.write('on')`];
  const [command = '', ...args] = shares ? ['taskset', '-c', '0', ...node] : node;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child.pid ?? 0;
}

/** Own time and real time of somebody who is looked at for a while. */
async function watched(pid: number, ms: number, withChildren = false): Promise<{ own: number; real: number }> {
  const ownTime = new OwnTime({ pid, withChildren });
  const from = performance.now();
  let own = 0;
  while (performance.now() - from < ms) {
    await wait(50);
    own = ownTime.look();
  }
  return { own, real: performance.now() - from };
}

const endless = 'setTimeout(() => { for (;;); }, 20)';

afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

// Only Linux tells who was kept from running.
describe.skipIf(tasksOf('self') === undefined)('own time', () => {
  test('of a loop is what it ran, and not what it waited for a processor', async () => {
    const pids = await Promise.all(Array.from({ length: 8 }, () => program(endless, { shares: true })));
    await wait(100);
    const { own, real } = await watched(pids[0] ?? 0, 2000);
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(real / 3);
  });

  test('of somebody who sleeps for ever is real time', async () => {
    const { own, real } = await watched(await program('setInterval(() => {}, 1e6)'), 600);
    expect(own).toBeGreaterThan(real / 2);
  });

  test('of somebody who sleeps while what it has started runs is what that runs, if both are waited for', async () => {
    const child = "require('node:child_process').spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })";
    const parent = await program(`const child = ${child}; setInterval(() => {}, 1e6)`);
    const { own, real } = await watched(parent, 1500, true);
    for (const pid of descendantsOf(parent)) process.kill(pid, 'SIGKILL');
    expect(own).toBeGreaterThan(100);
    expect(own).toBeLessThan(real + 100);
  });

  test('of somebody who sleeps does not pass while a process that it may wait for wants to go on', async () => {
    const sleeper = await program('setInterval(() => {}, 1e6)');
    await program(endless);
    await wait(100);
    expect((await watched(sleeper, 600)).own).toBeLessThan(300);
  });
});

test('elsewhere real time counts, but for what is too long between two looks', async () => {
  const gone = new OwnTime({ pid: 2 ** 30 });
  await wait(100);
  const first = gone.look();
  expect(first).toBeGreaterThan(50);
  expect(first).toBeLessThanOrEqual(1_000);
});
