import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const DIST = new URL('../../../dist/harness/host/simulated/simulated-host.js', import.meta.url).href;

/** Runs a script's body in a worker: `clock`, `processes` and `log` are there. */
function logOf(body: string): Promise<unknown> {
  const code = `
    const { parentPort } = require('node:worker_threads');
    (async () => {
      const { SimulatedHost } = await import('${DIST}');
      const host = new SimulatedHost();
      host.use({ name: 'none', claims: { survives: 'nothing' }, open() {} });
      const log = [];
      const run = async (body) => host.run(await host.emptyImage(), body, { incarnation: 0, atMs: 1_800_000_000_000 });
      const kill = (pid, signal = 0) => { try { return process.kill(pid, signal); } catch (error) { return error.code; } };
      ${body}
      parentPort.postMessage(log);
    })();`;
  const worker = new Worker(code, { eval: true });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

test('process.kill finds what a script says, until the script ends', async () => {
  const log = await logOf(`
    await run(async ({ processes }) => {
      processes.set(4300000, 'there');
      processes.set(4300001, 'denied');
      processes.set(4300002, 'absent');
      log.push(kill(4300000), kill(4300000, 'SIGTERM'), kill(4300001), kill(4300002), kill(4300003));
    });
    await run(async () => void log.push(kill(4300000)));`);
  expect(log).toEqual([true, 'EPERM', 'EPERM', 'ESRCH', 'ESRCH', 'ESRCH']);
});

test('a script begins when it is told to, and timers that a blocking call made late run in their order', async () => {
  const log = await logOf(`
    await run(async ({ clock }) => {
      log.push(clock.nowMs);
      setTimeout(() => log.push('second'), 5001);
      setTimeout(() => log.push('first'), 5000);
      clock.jump(5001);
      await clock.pass(0);
    });`);
  expect(log).toEqual([1_800_000_000_000, 'first', 'second']);
});
