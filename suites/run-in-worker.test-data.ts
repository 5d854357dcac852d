import { Worker } from 'node:worker_threads';
import type { Effort } from '../harness/model/effort.ts';
import type { FailureCore } from '../harness/suite/failure-core.ts';
import type { StoreSubject } from '../harness/suite/subject.ts';
import type { FoundBy, ReplayOutcome, Suite, SuiteContext, SuiteEvent } from '../harness/suite/suite.ts';

export interface RunOptions {
  /** Ids; by default all that apply to the store. */
  readonly requirements?: readonly string[];
  /** By default `quick`. */
  readonly effort?: Effort;
  readonly seed?: number;
  /** What suites that run before this one would have found out. */
  readonly learned?: SuiteContext['learned'];
  /** Whether the store can be opened in several processes; by default there is one. */
  readonly processes?: boolean;
  /** Readers in this place alone: the host has none in the other one. */
  readonly readers?: 'other-process' | 'same-instance';
  /** How often each failure is replayed; by default once. */
  readonly replays?: number;
  /** URL of another store, on which the failures are replayed, by the claims of the first one. */
  readonly replayOn?: string;
}

export interface WorkerRun<Core extends FailureCore = FailureCore> {
  readonly events: readonly WorkerEvent<Core>[];
  /** Of each failure, in order. */
  readonly replayed: readonly ReplayedFailure<Core>[];
}

type WorkerEvent<Core extends FailureCore> = Exclude<SuiteEvent, { type: 'failure' }> | FailureEvent<Core>;
type FailureEvent<Core extends FailureCore> = FoundBy<Core> & { readonly type: 'failure' };

/** A failure, replayed again and again from its JSON, in careful runs. */
export interface ReplayedFailure<Core extends FailureCore = FailureCore> {
  readonly failure: FailureEvent<Core>;
  /** The first replay. */
  readonly replay: ReplayOutcome;
  readonly replays: number;
  /** How many of them showed it. */
  readonly reproduced: number;
  /** How many different things they told. */
  readonly distinct: number;
}

const DIST = new URL('../dist/', import.meta.url).href;

/** Runs a suite on the store of this URL in a worker, since the simulated host changes the thread that it is in for good. */
export function runInWorker<Core extends FailureCore>(
  suite: Suite<StoreSubject, Core>,
  url: string,
  options: RunOptions = {},
): Promise<WorkerRun<Core>> {
  // A suite has functions, which cannot be sent: the worker finds it by its name.
  const worker = new Worker(CODE, { eval: true, workerData: { dist: DIST, name: suite.name, url, options } });
  return new Promise((resolve, reject) => {
    worker.once('message', (message: WorkerRun<Core> | { error: string }) =>
      'error' in message ? reject(new Error(message.error)) : resolve(message),
    );
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker ended without a result')));
  });
}

const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {
    const { dist, name, url, options } = workerData;
    const { effort = 'quick', seed = 1, learned = {}, replays = 1 } = options;
    const { SimulatedHost } = await import(dist + 'harness/host/simulated/simulated-host.js');
    const { resolveClaims } = await import(dist + 'harness/contract/claims.js');
    const { preflight } = await import(dist + 'harness/host/preflight.js');
    const { PERSISTENCE_MODELS } = await import(dist + 'harness/verdict/counterexample.js');
    const suite = Object.values(await import(dist + 'suites/' + name + '/suite.js')).find((one) => one.name === name);
    const program = new URL(dist + 'harness/judge/store-peer.js');
    const processes = { program, argument: JSON.stringify({ shown: url, url }) };
    const host = new SimulatedHost(options.processes === true ? { processes } : {});
    const adapter = (await import(url)).default;
    host.use(adapter);
    const claims = resolveClaims(adapter.claims);
    const looked = await preflight(host, claims);
    if (!looked.ok) throw new Error(looked.message);
    const subject = { kind: 'store', host, claims, capabilities: looked.capabilities };
    const applicable = suite.requirements.filter((one) => one.notApplicable(subject) === undefined).map(({ id }) => id);
    const requirements = applicable.filter((id) => options.requirements === undefined || options.requirements.includes(id));
    if (options.readers === 'other-process') host.readWithin = undefined;
    if (options.readers === 'same-instance') host.readBeside = async (_life, { at }) => nobodyElse(at);
    const models = PERSISTENCE_MODELS;
    const context = { subject, requirements, effort, seed, models, depth: 1, assumed: false, learned, onPlace() {} };
    const events = [];
    for await (const event of suite.run(context)) events.push(event);
    host.careful = true;
    if (options.replayOn !== undefined) host.use((await import(options.replayOn)).default);
    const replayed = [];
    for (const failure of events.filter(({ type }) => type === 'failure')) {
      const { requirement, core } = JSON.parse(JSON.stringify(failure));
      const told = [];
      for (let replay = 0; replay < replays; replay++) told.push(await suite.replay(subject, { requirement, core }, {}));
      const reproduced = told.filter((replay) => replay.reproduced).length;
      const distinct = new Set(told.map((replay) => JSON.stringify(replay))).size;
      replayed.push({ failure, replay: told[0], replays, reproduced, distinct });
    }
    await host.dispose();
    return { events, replayed };
  })().then((run) => parentPort.postMessage(run), (error) => parentPort.postMessage({ error: String(error.stack) }));

  /** What a reader sees in a process that the store does not let in. */
  function nobodyElse(at) {
    const problem = { kind: 'threw', message: 'the test has no reader in another process' };
    return { opened: { ok: false, problem }, sights: [], openedAt: 0, marks: [], trace: [], disturbed: false, endedAt: at };
  }
`;
