import { Worker } from 'node:worker_threads';
import type { Effort } from '../harness/model/effort.ts';
import type { FailureCore } from '../harness/suite/failure-core.ts';
import type { Subject } from '../harness/suite/subject.ts';
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

/** Runs a suite on the subject of this URL in a worker, since the simulated host changes the thread that it is in for good. */
export async function runInWorker<S extends Subject, Core extends FailureCore>(
  suite: Suite<S, Core>,
  url: string,
  options: RunOptions = {},
): Promise<WorkerRun<Core>> {
  const [run] = await runAllInWorker(suite, [url], options);
  if (run === undefined) throw new Error('the worker gave no result');
  return run;
}

/** The same for several, one after the other in one worker: none of them keeps anything in its modules. */
export function runAllInWorker<S extends Subject, Core extends FailureCore>(
  suite: Suite<S, Core>,
  urls: readonly string[],
  options: RunOptions = {},
): Promise<readonly WorkerRun<Core>[]> {
  // A suite has functions, which cannot be sent: the worker finds it by its name.
  const worker = new Worker(CODE, { eval: true, workerData: { dist: DIST, name: suite.name, urls, options } });
  return new Promise((resolve, reject) => {
    worker.once('message', (message: WorkerRun<Core>[] | { error: string }) =>
      'error' in message ? reject(new Error(message.error)) : resolve(message),
    );
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker ended without a result')));
  });
}

/** The requirements that failed, in alphabetical order. */
export function failuresOf({ events }: WorkerRun): string[] {
  return events.flatMap((event) => (event.type === 'failure' ? [event.requirement] : [])).sort();
}

/** Those that were put to the test, in alphabetical order. */
export function checkedIn({ events }: WorkerRun): string[] {
  const done = events.at(-1);
  return done?.type === 'done' ? Object.keys(done.checked).sort() : [];
}

const CODE = `
  const { parentPort, workerData } = require('node:worker_threads');
  (async () => {
    const { dist, name, urls, options } = workerData;
    const { SimulatedHost } = await import(dist + 'harness/host/simulated/simulated-host.js');
    const program = new URL(dist + 'harness/judge/store-peer.js');
    const processes = { program, argument: JSON.stringify({ shown: urls[0], url: urls[0] }) };
    const host = new SimulatedHost(options.processes === true ? { processes } : {});
    const { kindOf } = await import(dist + 'harness/judge/subjects/index.js');
    const suite = Object.values(await import(dist + 'suites/' + name + '/suite.js')).find((one) => one.name === name);
    const runs = [];
    for (const url of urls) runs.push(await run(host, kindOf, suite, url, options));
    await host.dispose();
    return runs;
  })().then((runs) => parentPort.postMessage(runs), (error) => parentPort.postMessage({ error: String(error.stack) }));

  async function run(host, kindOf, suite, url, options) {
    const { effort = 'quick', seed = 1, learned = {}, replays = 1 } = options;
    const { PERSISTENCE_MODELS: models } = await import(workerData.dist + 'harness/verdict/counterexample.js');
    host.careful = false;
    const adapter = (await import(url)).default;
    const looked = await kindOf(adapter).prepare(host, adapter);
    if (!looked.ok) throw new Error(url + ': ' + looked.code + ': ' + looked.message);
    const { subject } = looked;
    const applicable = suite.requirements.filter((one) => one.notApplicable(subject) === undefined).map(({ id }) => id);
    const requirements = applicable.filter((id) => options.requirements === undefined || options.requirements.includes(id));
    if (options.readers === 'other-process') host.readWithin = undefined;
    if (options.readers === 'same-instance') host.readBeside = async (_life, { at }) => nobodyElse(at);
    const context = { subject, requirements, effort, seed, models, depth: 1, assumed: false, learned, endless: [], onPlace() {} };
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
    return { events, replayed };
  }

  /** What a reader sees in a process that the store does not let in. */
  function nobodyElse(at) {
    const problem = { kind: 'threw', message: 'the test has no reader in another process' };
    return { opened: { ok: false, problem }, sights: [], openedAt: 0, marks: [], trace: [], disturbed: false, endedAt: at };
  }
`;
