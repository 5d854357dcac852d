import type { Adapter } from '../../contract/adapter.ts';
import { Failure } from '../../contract/failure.ts';
import type { Disk } from '../../disk/disk.ts';
import { currentCall } from '../../disk/facade/current-call.ts';
import { type InstalledFileSystem, installFileSystem, REFUSED } from '../../disk/facade/install.ts';
import { FaultInjector } from '../../disk/fault.ts';
import { SimulatedKernel } from '../../disk/simulated-kernel.ts';
import type { Operation } from '../../model/operation.ts';
import type { Program } from '../../model/program.ts';
import { ABILITIES, type Ability } from '../ability.ts';
import { changesOf } from '../change.ts';
import { DISK_KEEPING } from '../disk-keeping.ts';
import { placesElsewhere } from '../elsewhere.ts';
import { emptyNotices, type ImageEntry, type Life, type LiveOptions, type Replacement } from '../host.ts';
import { type ClockStepOfLife, type LifePlan, live } from '../life.ts';
import type { Problem } from '../problem.ts';
import { putInPlace } from '../put-in-place.ts';
import type { ReadingBeside, ReadingHost, ReadingPlan, ReadingWithin, WithinPlan } from '../reading.ts';
import type { Script, ScriptHost, ScriptLife, ScriptOptions } from '../script.ts';
import { DATA, entriesOf, imageAtTime, imageWith, imageWithout } from '../store-images.ts';
import type { TogetherHost, TogetherPlan, TogetherRun } from '../together.ts';
import type { TraceEntry } from '../trace-entry.ts';
import { Credentials } from './credentials.ts';
import { refuseBindings, refuseDirectoryChanges, refuseServers, watchEscapes } from './escapes.ts';
import { HeapWatch } from './heap-watch.ts';
import { LongStrings } from './long-strings.ts';
import { mountOutside } from './mount-outside.ts';
import { OuterPlaces } from './outer-places.ts';
import { ProcessIdentity } from './process-identity.ts';
import { ProcessListeners } from './process-listeners.ts';
import { ProcessRuns } from './processes/process-runs.ts';
import type { ProcessPlace } from './processes/process-server.ts';
import type { ProcessProgram } from './processes/process-thread.ts';
import { processesOf } from './processes/together-processes.ts';
import { QuickGate } from './quick-gate.ts';
import { type Place, readBeside, readWithin } from './readers.ts';
import { RealWork } from './real-work.ts';
import { ScriptClock } from './script-clock.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimulatedRuntime } from './simulated-runtime.ts';
import { StrayErrors } from './stray-errors.ts';
import { swallowOutput } from './swallow-output.ts';
import { runTogetherHere, type TogetherPlace } from './together-here.ts';
import { BETWEEN_LIVES_MS, EPOCH_MS, VirtualTime } from './virtual-time.ts';
import { whatWasLived } from './what-was-lived.ts';
import { writesPath } from './writes-path.ts';

const realSetImmediate = globalThis.setImmediate;
/** Another store's, in the same process; of the same name, in another place. */
const BESIDE = '/beside';

/**
 * Runs a store's lives in this thread, on the simulated disk: its `node:fs`, clock, timers, randomness and pid are simulated. Made once
 * per worker, before the adapter is imported; the thread is good for nothing else afterwards.
 */
export class SimulatedHost implements ReadingHost<Disk>, TogetherHost<Disk>, ScriptHost<Disk> {
  readonly name = 'simulated';
  readonly abilities: ReadonlySet<Ability> = new Set(ABILITIES);
  readonly notices = emptyNotices();
  readonly keeping = { ...DISK_KEEPING, setsConditions: true };
  /**
   * Whether every life gets a root path of its own, so that caches keyed by path cannot leak from one life to another. Not possible
   * for stores that write absolute paths into their files.
   */
  ownRoots = true;
  /** How much later each incarnation begins than the one before, where nothing else is said. */
  betweenLivesMs = BETWEEN_LIVES_MS;
  /** Give every asynchronous call a turn of the event loop, as the real system does, also in recoveries. Slower. */
  careful = false;
  /** Give every program of several processes threads that have loaded the store anew. Much slower. */
  freshProcesses = false;
  declare readonly noProcesses?: string;
  /** Told after each life of one client. */
  onLived: () => void = () => {};
  readonly #fs: InstalledFileSystem;
  readonly #outerPlaces: OuterPlaces;
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  readonly #identity: ProcessIdentity;
  readonly #credentials: Credentials;
  readonly #stray: StrayErrors;
  readonly #beat: () => void;
  readonly #quickGate: QuickGate;
  readonly #realWork: RealWork;
  readonly #listeners: ProcessListeners;
  readonly #processes: ProcessRuns | undefined;
  readonly #heap = new HeapWatch();
  readonly #longStrings = new LongStrings();
  #adapter: Adapter | undefined;
  #lives = 0;
  #kill: () => void = () => {};
  #staysInside = false;
  /** The time of each entry of a life's trace. */
  readonly #timesMs = new WeakMap<readonly TraceEntry[], readonly number[]>();

  /** @param options.processes how another thread loads the same adapter. Without it there is one process. */
  constructor({ beat = () => {}, processes }: { beat?: () => void; processes?: ProcessProgram } = {}) {
    this.#beat = beat;
    if (processes === undefined) this.noProcesses = 'it was not said how another thread loads the store';
    else this.#processes = new ProcessRuns(processes);
    this.#fs = installFileSystem({
      random: () => Math.random(),
      onOutsideWrite: (write) => {
        // Nothing is made on the real disk. While ids are tried that lead anywhere, that is no news either.
        if (!this.#staysInside && this.notices.outsideWrites.size < 20) this.notices.outsideWrites.set(write.path, write);
        return REFUSED;
      },
      onUnsimulated: (name) => void this.notices.unsimulated.add(name),
      onStandardWrite: (_fd, bytes) => {
        this.notices.printedBytes += bytes;
        return true;
      },
    });
    this.#outerPlaces = new OuterPlaces(this.#fs);
    swallowOutput(this.notices);
    watchEscapes((name) => void this.notices.nativeCode.add(name));
    const refuse = (name: string): void => void this.notices.unsimulated.add(name);
    for (const refuseThese of [refuseServers, refuseDirectoryChanges, refuseBindings]) refuseThese(refuse);
    this.#time = new VirtualTime();
    this.#random = new SeededRandom();
    this.#quickGate = new QuickGate();
    this.#realWork = new RealWork();
    this.#stray = new StrayErrors();
    this.#identity = new ProcessIdentity({
      onExit: (how) => {
        this.#stray.exited(how);
        this.#kill();
      },
    });
    this.#credentials = new Credentials();
    this.#listeners = new ProcessListeners();
    this.#random.begin(0);
  }

  /** The adapter whose store lives here. Its modules must have been imported after this host was made. */
  use(adapter: Adapter): void {
    this.#adapter = adapter;
    this.useForScripts(adapter);
  }

  /** The same where only scripts run: what they open is theirs. */
  useForScripts(adapter: Pick<Adapter, 'alsoWrites'>): void {
    this.#outerPlaces.loaded(placesElsewhere(adapter));
    this.#listeners.keep();
  }

  async emptyImage(): Promise<Disk> {
    return this.#outerPlaces.start;
  }

  async live(start: Disk, plan: LifePlan, options: LiveOptions): Promise<Life<Disk>> {
    if (this.#adapter === undefined) throw new Error('no adapter in use');
    const { incarnation, fault, outside = false } = options;
    const disk = start.clone();
    const besideDir = plan.steps.some((step) => step.do === 'beside') ? makeBeside(disk) : undefined;
    const faults = fault === undefined ? undefined : new FaultInjector(fault);
    const begun = this.#beginLife(disk, { ...options, faults });
    const { root, trace, note, runtime } = begun;
    const begunMs = this.#time.nowMs;
    const place = { dir: root + DATA, ...(besideDir === undefined ? {} : { besideDir: root + besideDir }) };
    this.#longStrings.begin(options.longestString);
    const stepClock = (step: ClockStepOfLife): void => this.#time.step(step);
    const report = await live({ adapter: this.#adapter, ...place, runtime, onHistory: note, stepClock }, plan);
    this.#longStrings.end();
    const endedMs = this.#time.nowMs;
    const stray = await begun.end();
    if (stray !== undefined) report.stray = stray;
    if (faults !== undefined) report.faultStruck = faults.struck;
    this.onLived();
    if (this.ownRoots && incarnation === 0 && writesPath(trace, root)) this.ownRoots = false;
    if (incarnation === 0 && !outside) this.#noticeStrayPaths(trace);
    return {
      report,
      ...whatWasLived(start, disk, trace),
      begunMs,
      endedMs,
      openDescriptors: begun.openDescriptors(),
    };
  }

  async run<T>(start: Disk, script: Script<T>, options: ScriptOptions): Promise<ScriptLife<Disk, T>> {
    const disk = start.clone();
    const begun = this.#beginLife(disk, { ...options, quick: !this.careful });
    const { root, trace, note, runtime } = begun;
    const clock = new ScriptClock(this.#time, () => runtime.quiet());
    const processes = { set: this.#identity.tell.bind(this.#identity) };
    const value = await script({
      dir: root + DATA,
      clock,
      runtime,
      processes,
      quiet: () => runtime.quiet(),
      note,
      beat: this.#beat,
    });
    const stray = await begun.end();
    if (this.ownRoots && options.incarnation === 0 && writesPath(trace, root)) this.ownRoots = false;
    if (options.incarnation === 0) this.#noticeStrayPaths(trace);
    return { value, ...(stray === undefined ? {} : { stray }), ...whatWasLived(start, disk, trace) };
  }

  /** Puts a process in place that has this disk; what `end` gives was thrown where nobody could catch it. */
  #beginLife(
    disk: Disk,
    { incarnation, stacks = false, failedSync, faults, outside = false, conditions, ...given }: BeginOptions,
  ) {
    this.#beat();
    const root = this.#nextRoot();
    const trace: TraceEntry[] = [];
    const timesMs: number[] = [];
    this.#timesMs.set(trace, timesMs);
    const note = (event: TraceEntry): void => {
      trace.push(event);
      timesMs.push(this.#time.nowMs);
    };
    const recorder = { stacks, event: note };
    const kernel = new SimulatedKernel({
      disk,
      root,
      recorder,
      nowMs: () => this.#time.nowMs,
      api: () => currentCall.api,
      currentStack: () => currentCall.stack,
      failedSync,
      faults,
      conditions,
    });
    // Only recoveries are many enough for speed to matter; replays, which confirm failures, take no short cut.
    const { quick = incarnation > 0 && !this.careful } = given;
    const mount = this.#fs.mount({ root, kernel, recorder, ...(quick ? { gate: this.#quickGate } : {}) });
    this.#staysInside = outside;
    const elsewhere = outside ? mountOutside(this.#fs, { recorder, nowMs: () => this.#time.nowMs }) : undefined;
    this.#quickGate.begin();
    this.#kill = () => mount.kill();
    this.#begin(incarnation, root, given.zoneMinutes);
    this.#credentials.begin(conditions, (umask) => kernel.setUmask(umask));
    if (given.atMs !== undefined) this.#time.beginAt(given.atMs, given.zoneMinutes);
    const openDescriptors = () => kernel.openDescriptors().map(({ path }) => path.slice(root.length));
    const runtime = new SimulatedRuntime({
      time: this.#time,
      pendingCalls: () => mount.pending,
      realWork: () => this.#realWork.inFlight,
      stray: () => this.#stray.first,
      beat: this.#beat,
      openPaths: openDescriptors,
      ...(quick ? { idle: () => this.#quickGate.idle(), hasImmediates: () => this.#quickGate.hasImmediates } : {}),
    });
    const end = async (): Promise<Problem | undefined> => {
      // A rejection that nobody handles comes up within a turn; it must not be taken for the next life's.
      if (!quick) await new Promise<void>((resolve) => realSetImmediate(resolve));
      const stray = this.#stray.first;
      mount.unmount();
      elsewhere?.unmount();
      this.#staysInside = false;
      this.#listeners.restore();
      return stray;
    };
    return { root, trace, note, runtime, end, openDescriptors };
  }

  async readBeside(life: Life<Disk>, plan: ReadingPlan): Promise<ReadingBeside> {
    const change = life.changes[plan.at.changes];
    const times = this.#timesMs.get(life.trace) ?? [];
    const atMs = change === undefined ? times.at(-1) : times[life.trace.indexOf(change.event)];
    return readBeside(this.#place(), life, atMs ?? EPOCH_MS, plan);
  }

  async readWithin(operations: readonly Operation[], plan: WithinPlan): Promise<ReadingWithin> {
    return readWithin(this.#place(), await this.emptyImage(), operations, plan);
  }

  async runTogether(program: Program, plan: TogetherPlan): Promise<TogetherRun<Disk>> {
    const empty = await this.emptyImage();
    const count = processesOf(program);
    if (count === 1) return runTogetherHere(this.#togetherPlace(), empty, program, plan);
    if (this.#processes === undefined) {
      throw new Failure('CW_INTERNAL', `There is one process, and the program has ${count}: ${this.noProcesses}.`, {
        blame: 'harness',
      });
    }
    this.#beat();
    const fresh = this.freshProcesses || plan.fresh === true;
    const options = { nextRoot: () => this.#nextRoot(), notices: this.notices, beat: this.#beat, fresh };
    return this.#processes.run(empty, program, plan, options);
  }

  /** What it takes to be one process of several, by order of another thread. */
  processPlace(): ProcessPlace {
    this.#time.besideOthers = true;
    return {
      ...this.#togetherPlace(),
      notices: this.notices,
      identify: (incarnation, others) => this.#identity.begin(incarnation, others),
    };
  }

  /** Ends the threads of its processes. */
  async dispose(): Promise<void> {
    await this.#processes?.dispose();
  }

  #togetherPlace(): TogetherPlace {
    return { ...this.#place(), time: this.#time };
  }

  #place(): Place {
    const adapter = this.#adapter;
    if (adapter === undefined) throw new Error('no adapter in use');
    this.#beat();
    return {
      adapter,
      careful: this.careful,
      quickGate: this.#quickGate,
      nowMs: () => this.#time.nowMs,
      begin: ({ incarnation, others, atMs, root }) => {
        this.#begin(incarnation, root);
        if (atMs !== undefined) this.#time.beginAt(atMs);
        this.#identity.begin(incarnation, others);
      },
      mount: (options) => {
        this.#quickGate.begin();
        const mount = this.#fs.mount(options);
        this.#kill = () => mount.kill();
        return mount;
      },
      runtimeParts: {
        time: this.#time,
        realWork: () => this.#realWork.inFlight,
        stray: () => this.#stray.first,
        beat: this.#beat,
      },
      end: (mount) => {
        mount.unmount();
        this.#listeners.restore();
      },
      nextRoot: () => this.#nextRoot(),
    };
  }

  #nextRoot(): string {
    return `/cw-${String(this.ownRoots ? ++this.#lives : 0).padStart(7, '0')}`;
  }

  /** Changes on the simulated disk, but outside the directory that the store was given. */
  #noticeStrayPaths(trace: readonly TraceEntry[]): void {
    for (const { event } of changesOf(trace)) {
      const path = event.to ?? event.path ?? DATA;
      if (path === DATA || path.startsWith(`${DATA}/`) || path.startsWith(`${BESIDE}/`)) continue;
      const allowed = this.#outerPlaces.allowed(path);
      if (allowed !== undefined) this.notices.alsoWritten.add(allowed);
      else if (path.startsWith('/tmp/')) this.notices.temporaryWrites.add(event.api);
      else if (this.notices.outsideWrites.size < 20)
        this.notices.outsideWrites.set(path, { api: event.api, path: `<dir>/..${path}`, stack: event.stack ?? '' });
    }
  }

  async hash(image: Disk): Promise<string> {
    return image.hash();
  }

  async entries(image: Disk): Promise<ImageEntry[]> {
    return entriesOf(image);
  }

  async without(image: Disk, path: string): Promise<Disk> {
    return imageWithout(image, path);
  }

  async replaced(image: Disk, path: string, by: Replacement): Promise<Disk> {
    return imageWith(image, path, by);
  }

  async retimed(image: Disk, toMs: number): Promise<Disk> {
    return imageAtTime(image, toMs);
  }

  #begin(incarnation: number, root: string, zoneMinutes?: number): void {
    this.#heap.look();
    this.#time.beginAt(EPOCH_MS + incarnation * this.betweenLivesMs, zoneMinutes);
    this.#random.begin(incarnation);
    this.#identity.begin(incarnation);
    this.#credentials.begin();
    this.#stray.begin();
    this.#outerPlaces.leadTo(root);
  }
}

interface BeginOptions extends Omit<LiveOptions, 'fault'> {
  readonly faults?: FaultInjector | undefined;
  /** Completes calls without a turn of the event loop for each. */
  readonly quick?: boolean;
}

/** Makes a second, empty directory for a store, and gives its path below the root. */
function makeBeside(disk: Disk): string {
  const directory = `${BESIDE}${DATA}`;
  putInPlace(disk, directory, { kind: 'directory' });
  return directory;
}
