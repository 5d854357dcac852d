import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { FsEvent } from '../../disk/trace.ts';
import type { Operation } from '../../model/operation.ts';
import { text } from '../../model/text.ts';
import { ProcessHost } from './process-host.ts';

// A crash point means the same on both hosts only if both count the same changes.

const dist = new URL('../../../dist/', import.meta.url).href;
const session = 'alpha';
const documents: Operation[] = [
  { op: 'create', session, fields: {} },
  { op: 'patch', session, fields: { text: text('p2', 600_000) } },
  { op: 'create', session: 'beta', fields: {} },
  { op: 'patch', session, fields: { turn: 4 } },
  { op: 'delete', session },
];
const log: Operation[] = [
  { op: 'append', session, record: { text: text('p1', 10_000) } },
  { op: 'append', session, record: { turn: 2 } },
  { op: 'rewrite', session, records: [{ turn: 3 }] },
  { op: 'append', session, record: { turn: 4 } },
];

test.each([
  ['adapters/json-file', documents],
  ['adapters/jsonl-log', log],
  ['fixtures/defects/crash-injection/truncate-in-place', documents],
  ['fixtures/defects/crash-injection/stale-lock', documents],
  ['fixtures/defects/crash-injection/single-file-for-all', documents],
  ['fixtures/defects/crash-injection/compaction-in-place', log],
])('%s makes the same changes on both hosts, one by one', async (module, operations) => {
  const [simulated, real] = await Promise.all([onSimulatedDisk(module, operations), onProcesses(module, operations)]);
  expect(real.length).toBeGreaterThan(operations.length);
  expect(real.map(shown)).toEqual(simulated.map(shown));
});

/** Names may differ: pids and times are part of them. */
function shown({ primitive, api, offset, length }: FsEvent): string {
  return primitive === 'write' ? `${primitive} ${api} ${length} at ${offset}` : `${primitive} ${api}`;
}

async function onProcesses(module: string, operations: readonly Operation[]): Promise<FsEvent[]> {
  const argument = JSON.stringify({ shown: module, url: `${dist}${module}.js` });
  const host = await ProcessHost.create({ program: new URL(`${dist}harness/judge/store-child.js`), argument });
  try {
    const plan = { steps: [{ do: 'operations', operations }, { do: 'close' }] } as const;
    const { changes } = await host.live(await host.emptyImage(), plan, { incarnation: 0 });
    return changes.map(({ event }) => event);
  } finally {
    await host.dispose();
  }
}

/** In a worker, since the simulated host changes the thread that it is in for good. */
async function onSimulatedDisk(module: string, operations: readonly Operation[]): Promise<FsEvent[]> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    (async () => {
      const { dist, module, operations } = workerData;
      const { SimulatedHost } = await import(dist + 'harness/host/simulated/simulated-host.js');
      const host = new SimulatedHost();
      host.use((await import(dist + module + '.js')).default);
      const plan = { steps: [{ do: 'operations', operations }, { do: 'close' }] };
      const { changes } = await host.live(await host.emptyImage(), plan, { incarnation: 0 });
      parentPort.postMessage(changes.map(({ event: { effects, ...event } }) => event));
    })();`;
  const worker = new Worker(code, { eval: true, workerData: { dist, module, operations }, stdout: true, stderr: true });
  try {
    return await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
  } finally {
    await worker.terminate();
  }
}
