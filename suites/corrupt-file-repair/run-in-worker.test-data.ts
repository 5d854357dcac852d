import { Worker } from 'node:worker_threads';
import type { Replay } from '../../harness/verdict/replay.ts';
import type { RepairRunEvent } from './run.ts';

export interface WorkerRun {
  readonly events: readonly RepairRunEvent[];
  /** Of each failure, in order. */
  readonly replays: readonly Replay[];
}

const DIST = new URL('../../dist/', import.meta.url).href;

/** Runs the suite on a store in a worker, since the simulated host changes the thread that it is in for good. */
export function runInWorker(url: string): Promise<WorkerRun> {
  const worker = new Worker(CODE, { eval: true, workerData: { dist: DIST, url } });
  return new Promise((resolve, reject) => {
    worker.once('message', (message: WorkerRun | { error: string }) =>
      'error' in message ? reject(new Error(message.error)) : resolve(message),
    );
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker ended without a result')));
  });
}

const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {
    const { dist, url } = workerData;
    const { SimulatedHost } = await import(dist + 'harness/host/simulated/simulated-host.js');
    const host = new SimulatedHost();
    const adapter = (await import(url)).default;
    const { resolveClaims } = await import(dist + 'harness/contract/claims.js');
    const { preflight } = await import(dist + 'harness/host/preflight.js');
    const { runCorruptFileRepair } = await import(dist + 'suites/corrupt-file-repair/run.js');
    const { replayCorruptFileRepair } = await import(dist + 'suites/corrupt-file-repair/replay.js');
    const { REPAIR_REQUIREMENTS } = await import(dist + 'suites/corrupt-file-repair/requirements.js');
    host.use(adapter);
    const claims = resolveClaims(adapter.claims);
    const looked = await preflight(host, claims);
    if (!looked.ok) throw new Error(looked.message);
    const { capabilities } = looked;
    const requirements = REPAIR_REQUIREMENTS.filter((one) => one.notApplicable(claims, capabilities) === undefined);
    const events = [];
    for await (const event of runCorruptFileRepair({ host, claims, capabilities, requirements, effort: 'quick', seed: 1 })) events.push(event);
    host.careful = true;
    const replays = [];
    for (const event of events) if (event.type === 'failure') replays.push(await replayCorruptFileRepair(host, event, { claims }));
    return { events, replays };
  })().then((run) => parentPort.postMessage(run), (error) => parentPort.postMessage({ error: String(error.stack) }));
`;
