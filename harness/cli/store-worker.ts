import { parentPort, workerData } from 'node:worker_threads';
import { resolveClaims } from '../contract/claims.ts';
import { Failure } from '../contract/failure.ts';
import type { Disk } from '../disk/disk.ts';
import { ownTask } from '../host/own-time/tasks.ts';
import { preflight } from '../host/preflight.ts';
import { SimulatedHost } from '../host/simulated/simulated-host.ts';
import { assumedClaims } from './assumed-claims.ts';
import { leakFinding, notTestableReasons } from './leaking-modules.ts';
import { floods, noticesAsFindings } from './notices.ts';
import { replayClaims } from './replay-claims.ts';
import { runSuites, type SuitesContext } from './run-suites.ts';
import { notApplicableReasons, replayCore } from './suites.ts';
import { loadAdapter } from './target.ts';
import { PlaceMemory, type RunPlace } from './watched-place.ts';
import type { Job, WorkerMessage } from './worker-protocol.ts';

const { job, shared } = workerData as { job: Job; shared: Int32Array<SharedArrayBuffer> };
const place = new PlaceMemory(shared);
place.task = ownTask();
const port = parentPort;
if (port === null) throw new Error('store-worker runs as a worker thread');
const post = (message: WorkerMessage): void => port.postMessage(message);

// Not awaited: Node would complain on the standard error of an adapter that never finishes loading, which is said more clearly elsewhere.
void main();

async function main(): Promise<void> {
  try {
    const processes = { program: new URL('./store-peer.js', import.meta.url), argument: JSON.stringify(job.target) };
    await work(new SimulatedHost({ beat: () => place.beat(), processes }));
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
  const declared = resolveClaims(adapter.claims);
  const claims = assumedClaims(declared, job.do === 'doctor' ? undefined : job.assume);
  post({
    type: 'store',
    name: adapter.name,
    claims,
    declared,
    ...(adapter.package === undefined ? {} : { package: adapter.package }),
  });
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
  const { capabilities, checks, shared } = looked;
  const notApplicable = notApplicableReasons(claims, capabilities);
  const notTestable = shared === undefined ? {} : notTestableReasons(notApplicable);
  post({ type: 'preflight', checks, operations: capabilities.methods.concat(), notApplicable, notTestable });
  if (shared !== undefined) post({ type: 'finding', finding: leakFinding(adapter.name, shared) });
  if (job.do === 'judge') {
    const requirements = job.requirements.filter((id) => notApplicable[id] === undefined && notTestable[id] === undefined);
    const { effort, seed, models, depth } = job;
    const onPlace = placeNotes();
    const assumed = job.assume !== undefined;
    await judge({ host, flooded }, { host, claims, capabilities, requirements, effort, seed, models, depth, assumed, onPlace });
    return;
  }
  if (job.do === 'replay') {
    const result = await replayCore(host, job, {
      claims: replayClaims(claims, job, notApplicable),
      onCrash: (crash) => post({ type: 'crash', crash }),
    });
    post({ type: 'replayed', result });
  }
  for (const finding of noticesAsFindings(host.notices, { roundTripped: true, flooded })) post({ type: 'finding', finding });
  post({ type: 'end' });
}

/** Leaves notes of where the run is, for the watcher: stage and workload by message, the crash in shared memory. */
function placeNotes(): (place: RunPlace) => void {
  let told: Omit<RunPlace, 'crash'> | undefined;
  return ({ stage, operations, crash }) => {
    place.write(undefined);
    if (told?.stage !== stage || told.operations !== operations) {
      told = { stage, operations };
      post({ type: 'place', ...told });
    }
    place.write(crash);
  };
}

async function judge({ host, flooded }: { host: SimulatedHost; flooded: boolean }, context: SuitesContext<Disk>): Promise<void> {
  const told = new Set<string>();
  const noticed = () => noticesAsFindings(host.notices, { roundTripped: true, flooded }).filter(({ code }) => !told.has(code));
  for await (const event of runSuites(context)) {
    post(event);
    if (event.type !== 'done') continue;
    for (const finding of noticed()) post({ type: 'finding', finding });
    for (const { code } of noticed()) told.add(code);
  }
  // What showed only beyond the claims is worth knowing, and held against nobody.
  for (const finding of noticed()) post({ type: 'finding', finding: { ...finding, level: 'note' } });
  post({ type: 'end' });
}
