import { Worker } from 'node:worker_threads';
import type { Effort } from '../../harness/model/effort.ts';
import type { ReaderSchedule } from './reader-schedule.ts';
import type { TornReplay } from './replay.ts';
import type { TornRunEvent } from './run.ts';

export interface WorkerRun {
  readonly events: readonly TornRunEvent[];
  /** Of each failure, in order, in a careful run. */
  readonly replays: readonly TornReplay[];
}

const DIST = new URL('../../dist/', import.meta.url).href;

/** Runs the suite on a store in a worker, since the simulated host changes the thread that it is in for good. */
export function runInWorker(
  url: string,
  options: { effort?: Effort; readers?: readonly ReaderSchedule['reader'][] } = {},
): Promise<WorkerRun> {
  const worker = new Worker(CODE, { eval: true, workerData: { dist: DIST, url, options } });
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
    const { dist, url, options } = workerData;
    const { SimulatedHost } = await import(dist + 'harness/host/simulated/simulated-host.js');
    const host = new SimulatedHost();
    const adapter = (await import(url)).default;
    const { resolveClaims } = await import(dist + 'harness/contract/claims.js');
    const { preflight } = await import(dist + 'harness/host/preflight.js');
    const { runTornRead } = await import(dist + 'suites/torn-read/run.js');
    const { replayTornRead } = await import(dist + 'suites/torn-read/replay.js');
    const { TORN_REQUIREMENTS } = await import(dist + 'suites/torn-read/requirements.js');
    host.use(adapter);
    const claims = resolveClaims(adapter.claims);
    const looked = await preflight(host, claims);
    if (!looked.ok) throw new Error(looked.message);
    const { capabilities } = looked;
    const requirements = TORN_REQUIREMENTS.filter((one) => one.notApplicable(claims, capabilities) === undefined);
    const events = [];
    for await (const event of runTornRead({ host, claims, capabilities, requirements, effort: 'quick', seed: 1, ...options })) events.push(event);
    host.careful = true;
    const replays = [];
    for (const event of events) if (event.type === 'failure') replays.push(await replayTornRead(host, event, { claims }));
    return { events, replays };
  })().then((run) => parentPort.postMessage(run), (error) => parentPort.postMessage({ error: String(error.stack) }));
`;
