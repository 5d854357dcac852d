import { Worker } from 'node:worker_threads';
import type { Effort } from '../../harness/model/effort.ts';
import type { FailureCore } from '../../harness/suite/failure-core.ts';
import type { ReplayOutcome, SuiteEvent } from '../../harness/suite/suite.ts';

export interface WorkerRun {
  readonly events: readonly SuiteEvent[];
  /** Of each failure, in order, in a careful run. */
  readonly replays: readonly ReplayOutcome[];
}

const DIST = new URL('../../dist/', import.meta.url).href;

/** Runs the suite on pools, one after the other in one worker, since the simulated host changes the thread that it is in for good. */
export function runInWorker(
  urls: readonly string[],
  options: { effort?: Effort; seed?: number; requirements?: readonly string[] } = {},
): Promise<WorkerRun[]> {
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
    const { lifecycle } = await import(dist + 'suites/lifecycle/suite.js');
    const { preflightPool } = await import(dist + 'harness/host/pool/preflight.js');
    const runs = [];
    for (const url of urls) {
      const adapter = (await import(url)).default;
      host.careful = false;
      const looked = await preflightPool(host, adapter);
      if (!looked.ok) throw new Error(url + ': ' + looked.code + ': ' + looked.message);
      const subject = { kind: 'pool', host, adapter, claims: looked.claims };
      const applicable = lifecycle.requirements.filter((one) => one.notApplicable(subject) === undefined).map(({ id }) => id);
      const context = { subject, requirements: applicable, effort: 'quick', seed: 1, models: [], depth: 1, assumed: false, learned: {}, onPlace() {}, ...options };
      const events = [];
      for await (const event of lifecycle.run(context)) events.push(event);
      host.careful = true;
      const replays = [];
      for (const event of events) if (event.type === 'failure') replays.push(await lifecycle.replay(subject, event, {}));
      runs.push({ events, replays });
    }
    return runs;
  })().then((runs) => parentPort.postMessage(runs), (error) => parentPort.postMessage({ error: String(error.stack) }));
`;

export function failuresOf({ events }: WorkerRun): { readonly requirement: string; readonly core: FailureCore }[] {
  return events.flatMap((event) => (event.type === 'failure' ? [{ requirement: event.requirement, core: event.core }] : []));
}

export function checkedIn({ events }: WorkerRun): string[] {
  const done = events.at(-1);
  return done?.type === 'done' ? Object.keys(done.checked).sort() : [];
}
