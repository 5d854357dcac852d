import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {
    const { SimulatedHost } = await import(workerData.dist + 'harness/host/simulated/simulated-host.js');
    const host = new SimulatedHost();
    const { preflightPool } = await import(workerData.dist + 'harness/host/pool/preflight.js');
    const looked = {};
    for (const [name, adapter] of Object.entries(await import(workerData.pools))) looked[name] = await preflightPool(host, adapter);
    return looked;
  })().then((looked) => parentPort.postMessage(looked), (error) => parentPort.postMessage({ error: String(error.stack) }));
`;

function lookAt(pools: string): Promise<unknown> {
  const workerData = { dist: new URL('../../../dist/', import.meta.url).href, pools };
  const worker = new Worker(CODE, { eval: true, workerData });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

test('what no pool can be judged by is named', async () => {
  expect(await lookAt(new URL('./test-data/wrong-pools.mjs', import.meta.url).href)).toMatchObject({
    opensNot: { ok: false, code: 'CW_POOL_OPEN_FAILED', message: 'open failed: Error: no such server.' },
    hasNoClose: { ok: false, code: 'CW_POOL_SHAPE', message: "The pool has no method close, which close: 'evicts' needs." },
    sendsNothing: { ok: false, code: 'CW_POOL_TURN', message: 'Prompt 1 was not sent to any agent with its input.' },
    endsNothing: { ok: false, code: 'CW_POOL_TURN', message: expect.stringContaining('Prompt 1 did not come back') },
  });
});
