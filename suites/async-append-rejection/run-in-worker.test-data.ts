import { Worker } from 'node:worker_threads';
import type { Effort } from '../../harness/model/effort.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import type { AppendRunEvent } from './run.ts';

export interface WorkerRun {
  readonly events: readonly AppendRunEvent[];
  /** Of each failure, in order, in a careful run. */
  readonly replays: readonly Replay[];
}

const DIST = new URL('../../dist/', import.meta.url).href;

/** Runs the suite on a store in a worker, since the simulated host changes the thread that it is in for good. */
export function runInWorker(url: string, options: { effort?: Effort } = {}): Promise<WorkerRun> {
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
    const suite = dist + 'suites/async-append-rejection/';
    const { runAsyncAppendRejection } = await import(suite + 'run.js');
    const { replayAsyncAppendRejection } = await import(suite + 'replay.js');
    const { APPEND_REQUIREMENTS } = await import(suite + 'requirements.js');
    host.use(adapter);
    const claims = resolveClaims(adapter.claims);
    const looked = await preflight(host, claims);
    if (!looked.ok) throw new Error(looked.message);
    const { capabilities } = looked;
    const requirements = APPEND_REQUIREMENTS.filter((one) => one.notApplicable(claims, capabilities) === undefined);
    const context = { host, claims, capabilities, requirements, effort: 'quick', seed: 1, ...options };
    const events = [];
    for await (const event of runAsyncAppendRejection(context)) events.push(event);
    host.careful = true;
    const replays = [];
    for (const event of events) if (event.type === 'failure') replays.push(await replayAsyncAppendRejection(host, event, { claims }));
    return { events, replays };
  })().then((run) => parentPort.postMessage(run), (error) => parentPort.postMessage({ error: String(error.stack) }));
`;
