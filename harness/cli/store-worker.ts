import { parentPort, workerData } from 'node:worker_threads';
import { replayCounterexample } from '../../suites/crash-injection/replay.ts';
import { CRASH_REQUIREMENTS } from '../../suites/crash-injection/requirements.ts';
import { runCrashInjection } from '../../suites/crash-injection/run.ts';
import { resolveClaims } from '../contract/claims.ts';
import { Failure } from '../contract/failure.ts';
import type { Disk } from '../disk/disk.ts';
import { preflight } from '../host/preflight.ts';
import { SimulatedHost } from '../host/simulated/simulated-host.ts';
import type { Operation } from '../model/operation.ts';
import type { CrashPoint } from '../verdict/counterexample.ts';
import { floods, noticesAsFindings } from './notices.ts';
import { loadAdapter } from './target.ts';
import { HEARTBEAT, type Job, type WorkerMessage } from './worker-protocol.ts';

const { job, heartbeat } = workerData as { job: Job; heartbeat: Int32Array };
const port = parentPort;
if (port === null) throw new Error('store-worker runs as a worker thread');
const post = (message: WorkerMessage): void => port.postMessage(message);

// Not awaited: Node would complain on the standard error of an adapter that never finishes loading, which is said more clearly elsewhere.
void main();

async function main(): Promise<void> {
  try {
    await work(new SimulatedHost({ beat: () => void Atomics.add(heartbeat, HEARTBEAT.beat, 1) }));
  } catch (error) {
    if (error instanceof Failure) {
      post({
        type: 'error',
        code: error.code,
        message: error.message,
        blame: error.blame,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    } else {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      post({ type: 'error', code: 'CW_INTERNAL', message, blame: 'harness', ...(stack === undefined ? {} : { stack }) });
    }
  }
  // Stores may leave intervals and servers behind; the thread has nothing more to do.
  port?.close();
}

async function work(host: SimulatedHost): Promise<void> {
  const adapter = await loadAdapter(job.target);
  const claims = resolveClaims(adapter.claims);
  post({ type: 'store', name: adapter.name, claims, ...(adapter.package === undefined ? {} : { package: adapter.package }) });
  host.use(adapter);
  host.careful = job.do !== 'judge';
  const looked = await preflight(host, claims);
  const unsuited = noticesAsFindings(host.notices, { roundTripped: false });
  if (!looked.ok) {
    // What the host could not simulate explains a failed round trip better than the round trip does.
    const because = unsuited.find(({ level }) => level === 'error' || level === 'harness');
    throw new Failure(because?.code ?? looked.code, because?.message ?? `${adapter.name}: ${looked.message}`, {
      hint: because?.hint ?? looked.hint,
    });
  }
  const flooded = floods(host.notices);
  const { capabilities, checks } = looked;
  const notApplicable = Object.fromEntries(
    CRASH_REQUIREMENTS.flatMap((requirement) => {
      const reason = requirement.notApplicable(claims, capabilities);
      return reason === undefined ? [] : [[requirement.id, reason]];
    }),
  );
  post({ type: 'preflight', checks, operations: capabilities.methods.concat(), notApplicable });
  if (job.do === 'judge') {
    const requirements = CRASH_REQUIREMENTS.filter(({ id }) => job.requirements.includes(id) && notApplicable[id] === undefined);
    await judge(
      { host, flooded },
      { host, claims, capabilities, requirements, effort: job.effort, seed: job.seed, onPlace: notePlace },
    );
    return;
  }
  if (job.do === 'replay') {
    const result = await replayCounterexample(host, job, { claims, onCrash: (crash) => post({ type: 'crash', crash }) });
    post({ type: 'replayed', result });
  }
  for (const finding of noticesAsFindings(host.notices, { roundTripped: true, flooded })) post({ type: 'finding', finding });
  post({ type: 'end' });
}

/** Leaves a note of where the run is, for the watcher: the workload by message, the crash point in shared memory. */
function notePlace(operations: readonly Operation[], point?: CrashPoint): void {
  Atomics.store(heartbeat, HEARTBEAT.changes, point?.changes ?? -1);
  Atomics.store(heartbeat, HEARTBEAT.tornBytes, point?.tornBytes ?? 0);
  if (point === undefined) post({ type: 'place', operations });
}

async function judge(
  { host, flooded }: { host: SimulatedHost; flooded: boolean },
  context: Parameters<typeof runCrashInjection<Disk>>[0],
): Promise<void> {
  for await (const event of runCrashInjection(context)) {
    if (event.type === 'done') {
      for (const finding of noticesAsFindings(host.notices, { roundTripped: true, flooded })) post({ type: 'finding', finding });
      const { checked, statistics, endedEarly } = event;
      post({ type: 'end', checked, statistics, ...(endedEarly === undefined ? {} : { endedEarly }) });
    } else if (event.type === 'rejected') {
      const message = `${event.operation} was refused although nothing was wrong (${event.error}); workloads with it were judged up to there.`;
      post({ type: 'finding', finding: { code: 'CW_OPERATION_REJECTED', level: 'warning', message } });
    } else {
      post(event);
    }
  }
}
