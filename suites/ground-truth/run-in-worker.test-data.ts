import { Worker } from 'node:worker_threads';
import type { Effort } from '../../harness/model/effort.ts';
import type { SuiteEvent } from '../../harness/suite/suite.ts';
import type { Replay } from '../../harness/verdict/replay.ts';

export interface WorkerRun {
  readonly events: readonly SuiteEvent[];
  /** Of each failure, in order, in a careful run. */
  readonly replays: readonly Replay[];
  /** What a look at the registry without anything going wrong came to. */
  readonly preflight: { readonly ok: boolean; readonly code?: string; readonly message?: string };
}

const DIST = new URL('../../dist/', import.meta.url).href;

interface RunOptions {
  readonly effort?: Effort;
  readonly seed?: number;
}

/** Runs the suite on a registry in a worker, since the simulated host changes the thread that it is in for good. */
export async function runInWorker(url: string, options: RunOptions = {}): Promise<WorkerRun> {
  const [run] = await runAllInWorker([url], options);
  if (run === undefined) throw new Error('the worker gave no result');
  return run;
}

/** The same for several, one after the other in one worker: none of them keeps anything in its modules. */
export function runAllInWorker(urls: readonly string[], options: RunOptions = {}): Promise<readonly WorkerRun[]> {
  const worker = new Worker(CODE, { eval: true, workerData: { dist: DIST, urls, options } });
  return new Promise((resolve, reject) => {
    worker.once('message', (message: WorkerRun[] | { error: string }) =>
      'error' in message ? reject(new Error(message.error)) : resolve(message),
    );
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker ended without a result')));
  });
}

const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {
    const { dist, urls, options } = workerData;
    const { SimulatedHost } = await import(dist + 'harness/host/simulated/simulated-host.js');
    const host = new SimulatedHost();
    const { resolveRegistryClaims } = await import(dist + 'harness/contract/registry-claims.js');
    const { preflightRegistry } = await import(dist + 'harness/host/preflight-registry.js');
    const { groundTruth } = await import(dist + 'suites/ground-truth/suite.js');
    const runs = [];
    for (const url of urls) {
      const adapter = (await import(url)).default;
      host.useForScripts(adapter);
      const claims = resolveRegistryClaims(adapter.claims);
      const subject = { kind: 'registry', host, adapter, claims };
      host.careful = false;
      const preflight = await preflightRegistry(host, adapter);
      const requirements = groundTruth.requirements.filter((one) => one.notApplicable(subject) === undefined).map(({ id }) => id);
      const context = { subject, requirements, effort: 'quick', seed: 1, models: [], depth: 1, assumed: false, learned: {}, onPlace: () => {}, ...options };
      const events = [];
      for await (const event of groundTruth.run(context)) events.push(event);
      host.careful = true;
      const replays = [];
      for (const event of events) if (event.type === 'failure') replays.push(await groundTruth.replay(subject, event, {}));
      runs.push({ events, replays, preflight });
    }
    return runs;
  })().then((runs) => parentPort.postMessage(runs), (error) => parentPort.postMessage({ error: String(error.stack) }));
`;
