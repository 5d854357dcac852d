import { Worker } from 'node:worker_threads';
import type { Effort } from '../../harness/model/effort.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import type { PatchRunEvent } from './run.ts';

/** A failure, replayed again and again from its JSON. */
export interface ReplayedFailure {
  readonly failure: Extract<PatchRunEvent, { type: 'failure' }>;
  /** The first replay. */
  readonly replay: Replay;
  readonly replays: number;
  /** How many of them showed it. */
  readonly reproduced: number;
  /** How many different things they told. */
  readonly distinct: number;
}

export interface WorkerRun {
  readonly events: readonly PatchRunEvent[];
  readonly replayed: readonly ReplayedFailure[];
}

export interface RunOptions {
  readonly requirements?: readonly string[];
  readonly effort?: Effort;
  readonly crashes?: boolean;
  readonly seed?: number;
  readonly replays?: number;
  /** URL of another store of one process, on which the failures are replayed. */
  readonly replayOn?: string;
}

const DIST = new URL('../../dist/', import.meta.url).href;

/** Runs the suite on a store in a worker, since the simulated host changes the thread that it is in for good. */
export function runInWorker(url: string, options: RunOptions = {}): Promise<WorkerRun> {
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
    const { requirements: only, effort = 'quick', crashes = false, seed = 1, replays = 1 } = options;
    const { SimulatedHost } = await import(dist + 'harness/host/simulated/simulated-host.js');
    const program = new URL(dist + 'harness/judge/store-peer.js');
    const host = new SimulatedHost({ processes: { program, argument: JSON.stringify({ shown: url, url }) } });
    const adapter = (await import(url)).default;
    const { resolveClaims } = await import(dist + 'harness/contract/claims.js');
    const { preflight } = await import(dist + 'harness/host/preflight.js');
    const { runConcurrentPatch } = await import(dist + 'suites/concurrent-patch/run.js');
    const { replayRace } = await import(dist + 'suites/concurrent-patch/replay.js');
    const { PATCH_REQUIREMENTS } = await import(dist + 'suites/concurrent-patch/requirements.js');
    host.use(adapter);
    const claims = resolveClaims(adapter.claims);
    const looked = await preflight(host, claims);
    if (!looked.ok) throw new Error(looked.message);
    const { capabilities } = looked;
    const requirements = PATCH_REQUIREMENTS.filter(
      ({ id, notApplicable }) => (only === undefined || only.includes(id)) && notApplicable(claims, capabilities) === undefined,
    );
    const events = [];
    for await (const event of runConcurrentPatch({ host, claims, capabilities, requirements, effort, seed, crashes })) events.push(event);
    if (options.replayOn !== undefined) host.use((await import(options.replayOn)).default);
    const replayed = [];
    for (const failure of events.filter(({ type }) => type === 'failure')) {
      const found = JSON.parse(JSON.stringify(failure));
      const told = [];
      for (let replay = 0; replay < replays; replay++) told.push(await replayRace(host, found, { claims }));
      const reproduced = told.filter((replay) => replay.reproduced).length;
      const distinct = new Set(told.map((replay) => JSON.stringify(replay))).size;
      replayed.push({ failure, replay: told[0], replays, reproduced, distinct });
    }
    await host.dispose();
    return { events, replayed };
  })().then((run) => parentPort.postMessage(run), (error) => parentPort.postMessage({ error: String(error.stack) }));
`;
