import { createRequire, syncBuiltinESMExports } from 'node:module';
import { setEnvironmentData, workerData } from 'node:worker_threads';
import { Failure } from '../contract/failure.ts';
import { entriesShownBy } from '../crash/file-view.ts';
import type { ImageEntry } from '../host/host.ts';
import { ownTask } from '../host/own-time/tasks.ts';
import { Builtins } from '../host/simulated/builtins.ts';
import { CHILD_MARK } from '../host/simulated/mark-children.ts';
import { SimulatedHost } from '../host/simulated/simulated-host.ts';
import { NamesProgram } from '../host/stdio/names-program.ts';
import type { RunPlace, SuiteEvent } from '../suite/suite.ts';
import type { ToldReplay } from '../verdict/replay.ts';
import { notJudged } from './applying.ts';
import { type Line, takeLine } from './judge-channel.ts';
import { floods, noticesAsFindings, withNativeModules } from './notices.ts';
import { partsOf } from './parts.ts';
import { suiteOf } from './requirements.ts';
import { roundTripFailed } from './round-trip-failed.ts';
import { runPart } from './run-part.ts';
import { kindOf } from './subjects/index.ts';
import type { Prepared } from './subjects/subject-kind.ts';
import { commandOf, loadExport, needsProcesses, stdioProgramOf } from './target.ts';
import { PlaceMemory } from './watched-place.ts';
import type { Job, WorkerMessage } from './worker-protocol.ts';

interface StoreWorkerData {
  readonly job: Job;
  readonly shared: Int32Array<SharedArrayBuffer>;
  readonly line: Line;
  readonly mark: string;
}

const { job, shared, line, mark } = workerData as StoreWorkerData;
const place = new PlaceMemory(shared);
place.task = ownTask();
// The watch begins.
place.beat();
const { post: send, close } = takeLine(line);
setEnvironmentData(CHILD_MARK, mark);
// Some stores put the number of their thread into the names of files, and workers are numbered as they come.
Object.assign(createRequire(import.meta.url)('node:worker_threads'), { threadId: 1 });
syncBuiltinESMExports();
let builtins: Builtins | undefined;
const realNow = performance.now.bind(performance);
const PROGRESS_EVERY_MS = 50;

/** @throws {Failure} CW_BUILTINS_CHANGED instead of saying what was found out on other built-in objects than Node's. */
function post(message: WorkerMessage): void {
  refuseChangedBuiltins();
  send(message);
}

let toldMs = Number.NEGATIVE_INFINITY;
/** The last that was to be told of how far the run is, and was not. */
let untold: SuiteEvent | undefined;

/** How far the run is interests nobody more often than it can be shown. */
function postEvent(event: SuiteEvent): void {
  if (event.type === 'progress') {
    const nowMs = realNow();
    untold = event;
    if (nowMs - toldMs < PROGRESS_EVERY_MS) return;
    toldMs = nowMs;
  } else if (event.type === 'failure' && untold !== undefined) {
    // It may end the run: how far that had come by then does not depend on the clock.
    post(untold);
  }
  untold = undefined;
  post(event);
}

// Not awaited: Node would complain on the standard error of an adapter that never finishes loading, which is said more clearly elsewhere.
void main();

async function main(): Promise<void> {
  try {
    const processes = { program: new URL('./store-peer.js', import.meta.url), argument: JSON.stringify(job.target) };
    const host = new SimulatedHost({ beat: () => place.beat(), processes });
    builtins = new Builtins();
    await work(host);
  } catch (error) {
    send(errorMessage(blamed(error)));
  }
  // Stores may leave intervals and servers behind; the thread has nothing more to do.
  close();
}

/** What went wrong on our side where the store has changed what we stand on is the store's doing. */
function blamed(error: unknown): unknown {
  if (builtins === undefined) return error;
  const changed = builtins.changed();
  if (changed.length === 0) return error;
  builtins.restore();
  return builtinsChanged(changed);
}

function refuseChangedBuiltins(): void {
  const changed = builtins?.changed() ?? [];
  if (changed.length === 0) return;
  builtins?.restore();
  throw builtinsChanged(changed);
}

function builtinsChanged(changed: readonly string[]): Failure {
  const named = changed.length > 4 ? `${changed.slice(0, 4).join(', ')} and ${changed.length - 4} more` : changed.join(', ');
  return new Failure(
    'CW_BUILTINS_CHANGED',
    `While it was open, the store changed ${named}, which everything else in its process runs on.`,
    {
      hint: 'A store must leave the built-in objects as they are; nothing that is found out on others could be believed.',
    },
  );
}

function errorMessage(error: unknown): WorkerMessage {
  if (error instanceof Failure) {
    const { code, message, blame, hint } = error;
    const named = error instanceof NamesProgram ? { program: error.program } : {};
    return { type: 'error', code, message, blame, ...(hint === undefined ? {} : { hint }), ...named };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: 'error', code: 'CW_INTERNAL', message, blame: 'harness', ...(stack === undefined ? {} : { stack }) };
}

interface Judging {
  readonly name: string;
  readonly host: SimulatedHost;
  readonly strictly: boolean;
}

/** @throws {Failure} where nothing can be judged; `strictly`: or not all of it. */
function judgeable(prepared: Prepared, { name, host, strictly }: Judging): Extract<Prepared, { ok: true }> {
  if (prepared.ok && prepared.broken === undefined) return prepared;
  // What the host could not simulate explains a failed round trip better than the round trip does.
  const unsuited = noticesAsFindings(withNativeModules(host.notices), { roundTripped: false });
  const because = unsuited.find(({ level }) => level === 'error' || level === 'harness');
  if (prepared.ok && because === undefined && !strictly) return prepared;
  throw roundTripFailed(name, prepared.ok ? prepared.broken : prepared, because);
}

async function work(host: SimulatedHost): Promise<void> {
  const exported = await loadExport(job.target, () => place.beat());
  const program = stdioProgramOf(exported, job.target);
  if (program !== undefined) throw needsProcesses(job.target, commandOf(program));
  const kind = kindOf(exported);
  const adapter = kind.validate(exported, job.target.shown);
  // A polyfill that comes with the store's modules is theirs to use: the judge goes on with what Node has. Some are loaded by the first `open` only.
  builtins?.restore();
  host.onLived = () => {
    builtins?.restore();
    host.onLived = () => {};
  };
  const assume = job.do === 'doctor' ? undefined : job.assume;
  const declared = kind.claimsOf(adapter);
  const claims = kind.claimsOf(adapter, assume);
  const { name, package: judged } = adapter;
  post({ type: 'store', kind: kind.kind, name, claims, declared, ...(judged === undefined ? {} : { package: judged }) });
  host.careful = job.do !== 'judge';
  // What a store might claim is asked of one that does what it should; so is whether it can be judged.
  const strictly = job.do === 'doctor' || assume !== undefined;
  const prepared = judgeable(await kind.prepare(host, adapter, assume), { name, host, strictly });
  const flooded = floods(host.notices);
  const { subject, operations, checks, lacks } = prepared;
  const { notApplicable, notTestable } = notJudged(subject, lacks);
  post({ type: 'preflight', checks, operations, notApplicable, notTestable });
  // Every part looks, and one of them tells.
  if (job.do !== 'judge' || job.part === 0) for (const finding of prepared.findings) post({ type: 'finding', finding });
  if (job.do === 'judge') {
    const requirements = job.requirements.filter((id) => notApplicable[id] === undefined && notTestable[id] === undefined);
    const { effort, seed, models, depth, learned, endless } = job;
    const part = partsOf({ kind: kind.kind, claims, requirements, models })[job.part];
    const own = { subject, effort, seed, models, depth, learned, endless };
    const context = { ...own, assumed: assume !== undefined, onPlace: placeNotes() };
    if (part !== undefined) for await (const event of runPart(part, context)) postEvent(event);
    post({ type: 'noticed', notices: withNativeModules(host.notices), flooded });
    post({ type: 'end' });
    return;
  }
  if (job.do === 'replay') {
    const { requirement, core } = job;
    const replayedOn = kind.heldAgainst?.(subject, job, notApplicable) ?? subject;
    const suite = suiteOf(core);
    const onCrash = (crash: ToldReplay): void => post({ type: 'crash', crash, ...diskOf(crash, job) });
    const result = await suite.replay(replayedOn, { requirement, core }, { onCrash });
    post({ type: 'replayed', result, ...diskOf(result, job) });
    if (job.timeline === true && result.reproduced && result.hung !== true) {
      const timeline = await suite.timeline?.(replayedOn, { requirement, core });
      if (timeline !== undefined) post({ type: 'timeline', timeline });
    }
  }
  for (const finding of noticesAsFindings(withNativeModules(host.notices), { roundTripped: true, flooded }))
    post({ type: 'finding', finding });
  post({ type: 'end' });
}

function diskOf({ files }: ToldReplay, { withDisk }: { readonly withDisk?: boolean }): { disk?: readonly ImageEntry[] } {
  const disk = withDisk === true ? entriesShownBy(files) : undefined;
  return disk === undefined ? {} : { disk };
}

/** Leaves notes of where the run is, for the watcher: suite and workload by message, the crash in shared memory. */
function placeNotes(): (place: RunPlace) => void {
  let told: Omit<RunPlace, 'crash'> | undefined;
  return ({ suite, operations, crash, trial }) => {
    place.write(undefined);
    if (told?.suite !== suite || told.operations !== operations || told.trial !== trial) {
      told = { suite, operations, ...(trial === undefined ? {} : { trial }) };
      // It is no result, and comes too often to look at all that a store might have changed.
      send({ type: 'place', ...told });
    }
    place.write(crash);
  };
}
