import { Failure } from '../../contract/failure.ts';
import { Disk } from '../../disk/disk.ts';
import type { DiskFault } from '../../disk/fault.ts';
import type { HeldFacts } from '../../disk/mount/held.ts';
import type { MountedImage } from '../../disk/mount/mounted-image.ts';
import { MountedPlace } from '../../disk/mount/mounted-place.ts';
import type { Plan } from '../../disk/mount/plan.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { Program } from '../../model/program.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import type { Ability } from '../ability.ts';
import { type Change, historyOf, isChange } from '../change.ts';
import { DISK_KEEPING } from '../disk-keeping.ts';
import { type CrashedLife, emptyNotices, type ImageEntry, type Life, type LiveOptions, type Replacement } from '../host.ts';
import type { LifePlan, LifeReport } from '../life.ts';
import { withContinuation } from '../process/continuation.ts';
import { BESIDE_DIRECTORY, TEMPORARY_DIRECTORY } from '../process/directory-image.ts';
import { HostProcesses } from '../process/host-processes.ts';
import { reportOf } from '../process/lost-report.ts';
import type { StoreFacts, TimedHistoryEvent } from '../process/pipe-protocol.ts';
import { type ProcessDeadlines, type ProcessLife, usualDeadlines } from '../process/store-process.ts';
import { putInPlace } from '../put-in-place.ts';
import type { ReadingBeside, ReadingPlan } from '../reading.ts';
import { whatWasLived } from '../simulated/what-was-lived.ts';
import { writesPath } from '../simulated/writes-path.ts';
import type { ProgramCommand } from '../stdio/program.ts';
import type { StoreHost } from '../store-host.ts';
import { DATA, entriesOf, imageAtTime, imageWith, imageWithout } from '../store-images.ts';
import type { TogetherPlan, TogetherRun } from '../together.ts';
import type { TraceEntry } from '../trace-entry.ts';
import type { LivingProcess } from './living-process.ts';
import { mergedTrace } from './merge-trace.ts';
import type { LiveCommand } from './mounted-job.ts';
import { type Lent, ProcessPool } from './process-pool.ts';
import { Programs } from './programs.ts';
import { samePoint } from './same-point.ts';
import { mappedFiles, withoutSharedMemory } from './sqlite-memory-file.ts';
import { Stages } from './stages.ts';
import { goesFree } from './together/goes-free.ts';

export interface MountedHostOptions {
  /** The program of a store's process: a module that calls `serveLivesInMount`. */
  readonly program: URL;
  /** Its argument. */
  readonly argument: string;
  /** The store is this program, which speaks protocol 1. */
  readonly command?: ProgramCommand | undefined;
  /** The program of a process that hosts clients: a module that calls `serveClients`. Without it no clients run together. */
  readonly clientProgram?: URL;
  /** Ends everything: lives in progress reject with Failure CW_INTERRUPTED. */
  readonly signal?: AbortSignal | undefined;
  readonly deadlines?: Partial<ProcessDeadlines>;
  /** So much own time of all processes together. What goes beyond it rejects with Failure CW_TOOK_TOO_LONG. Unlimited by default. */
  readonly budgetMs?: number;
}

/**
 * Runs each life of a store in a process inside a mounted disk, which sees whatever native code and child processes do there. Images are
 * disks, as on the simulated host: what a kill or a loss of power leaves is computed from what reached the disk. Pids and clock are real.
 */
export class MountedHost implements StoreHost<Disk> {
  readonly name = 'mounted';
  readonly abilities: ReadonlySet<Ability> = new Set<Ability>([
    'isolates-modules',
    'round-trips',
    'sees-changes',
    'sees-bytes',
    'reads-beside',
    'clients-together',
    'schedules',
  ]);
  /** Processes are who they are, with a umask of 022 whatever that of the run is. */
  readonly keeping = { ...DISK_KEEPING, setsConditions: false };
  readonly notices = emptyNotices();
  readonly statistics = { lives: 0, kills: 0, changesByOperations: 0 };
  /** Paths below `/` that lives wrote through mappings, but for those that SQLite shares: power loss of them cannot be tried. */
  readonly mapped = new Set<string>();
  /** Every life has a process that has lived nothing before: for stores that remember in their modules. */
  fresh = false;
  /** The same for whatever is to be believed, and what a kill leaves is found out by a real one. Slower. */
  strict = false;
  readonly #options: MountedHostOptions;
  readonly #deadlines: ProcessDeadlines;
  readonly #place: MountedPlace;
  readonly #loading: MountedImage;
  readonly #pool: ProcessPool;
  readonly #processes: HostProcesses;
  /** Who is to be told that a call of an image waits, by its number. */
  readonly #held: Map<number, OnHeld>;
  #programs: Programs | undefined;
  readonly #stages: Stages;
  /** What each life was made of, to live it again. */
  readonly #jobs = new WeakMap<Life<Disk>, LivedJob>();

  /** To be disposed. @throws MountObstacle where nothing can be mounted */
  static async create(options: MountedHostOptions): Promise<MountedHost> {
    const held = new Map<number, OnHeld>();
    const place = await MountedPlace.start({ onHeld: (call) => held.get(call.image)?.(call) });
    try {
      const loading = await place.present({ snapshot: emptyDisk().snapshot() }, { silent: true });
      const host = new MountedHost(options, place, held, loading);
      const { command } = options;
      if (command !== undefined) {
        const parts = { command, place, idle: loading.directory, deadlines: host.#deadlines };
        host.#programs = await Programs.create(parts);
      }
      return host;
    } catch (error) {
      await place.dispose();
      throw error;
    }
  }

  private constructor(options: MountedHostOptions, place: MountedPlace, held: Map<number, OnHeld>, loading: MountedImage) {
    this.#options = options;
    this.#place = place;
    this.#held = held;
    this.#loading = loading;
    this.#deadlines = { ...usualDeadlines(), ...options.deadlines };
    this.#processes = new HostProcesses({ ...options, notices: this.notices });
    this.#pool = new ProcessPool({
      start: () => this.#start(),
      forget: (process) => void this.#processes.forget(process),
      restMs: this.#deadlines.callMs,
    });
    this.#stages = new Stages({
      ...options,
      empty: emptyDisk,
      deadlines: this.#deadlines,
      processes: this.#processes,
      onPrinted: (bytes) => {
        this.notices.printedBytes += bytes;
      },
      onMapped: (paths) => {
        for (const path of paths) this.mapped.add(path);
      },
    });
    process.on('exit', this.#processes.stop);
  }

  /** The store, as the first process to load it saw it. Throws what loading it threw. */
  async store(): Promise<StoreFacts> {
    return this.#processes.unlessStopped(this.#pool.first().readyWithin(this.#deadlines.startMs));
  }

  async emptyImage(): Promise<Disk> {
    return emptyDisk();
  }

  async live(image: Disk, plan: LifePlan, { incarnation, fault, failedSync }: LiveOptions): Promise<Life<Disk>> {
    const start = plan.steps.some((step) => step.do === 'beside') ? withBeside(image) : image;
    const job: LifeJob = { start, plan, incarnation, fault, failedSync };
    const lived = await this.#livedSoundly(job);
    const { report, history, root } = lived;
    const seen = lived.events;
    const events = withoutSharedMemory(seen, [start, diskAfter(start, seen)]);
    const trace = mergedTrace(history, events);
    if (incarnation === 0 && writesPath(trace, root)) throw writesItsPath();
    if (fault !== undefined) report.faultStruck = seen.filter(({ injected }) => injected === true).length;
    const mapped = mappedFiles(events);
    for (const path of mapped) this.mapped.add(path);
    const { diskLog, followedBy, imageAt, ...whole } = whatWasLived(start, diskAfter(start, events), trace);
    this.statistics.changesByOperations += whole.changes.filter(({ historyBefore }) => historyBefore > 0).length;
    // What a mapping has changed by then is not known, and is there after a kill.
    const byKilling = this.strict || mapped.length > 0;
    const life: Life<Disk> = {
      report,
      ...whole,
      ...(mapped.length > 0 ? {} : { diskLog, followedBy }),
      imageAt: async (point) => {
        if (!byKilling || point.lost !== undefined || point.changes >= whole.changes.length) return imageAt(point);
        return this.#killed(job, { ...point, changes: countedUpTo(seen, whole.changes[point.changes]) }, trace);
      },
    };
    this.#jobs.set(life, { job, seen });
    return life;
  }

  /** Whatever goes wrong in a process that has lived before may come of that: only a new one is believed. */
  async #livedSoundly(job: LifeJob): Promise<Lived> {
    const lived = await this.#lived(job, { fresh: this.strict || this.fresh });
    return lived.isWorn && wentWrong(lived.report) ? this.#lived(job, { fresh: true }) : lived;
  }

  /** The same life once more, killed with SIGKILL while it stands in front of a change. */
  async #killed(job: LifeJob, crash: CrashPoint, whole: readonly TraceEntry[]): Promise<CrashedLife<Disk>> {
    const { events: seen, history } = await this.#lived(job, { fresh: true, crash });
    const events = withoutSharedMemory(seen, [job.start, diskAfter(job.start, seen)]);
    // A part of a write is no change of its own.
    const told = crash.tornBytes === undefined ? events : events.filter(({ injected }) => injected !== true);
    const trace = mergedTrace(history, told);
    return { image: diskAfter(job.start, events), history: historyOf(trace), trace: withContinuation(trace, whole) };
  }

  async #lived(job: LifeJob, { fresh, crash, uncached = false }: LivingOptions): Promise<Lived> {
    const { start, plan, incarnation, fault } = job;
    this.#processes.mayGoOn();
    const lent = await this.#processes.unlessStopped(this.#pool.lend(start, fresh));
    const options = { plan: planOf(job, crash), uncached: uncached || fault?.manner === 'after-effect' };
    const image = await this.#place.present({ snapshot: start.snapshot() }, options);
    this.#held.set(image.number, (call) => lent.process.standsAtCrashPoint(call));
    try {
      const root = image.directory;
      const command: LiveCommand = { do: 'live', job: { root, incarnation, plan, callDeadlineMs: this.#deadlines.callMs } };
      const life = await this.#processes.unlessStopped(this.#livesOn(lent.process, command));
      this.#processes.spend(life.spentMs);
      this.statistics.lives++;
      const events = (await image.events()).map(named);
      const report = reportOf(life, plan, this.#deadlines.callMs);
      return { report, history: life.trace.filter(isHistory), events, root, isWorn: lent.isWorn };
    } finally {
      this.#held.delete(image.number);
      const given = this.#giveBack(lent).then(() => image.remove());
      // While one rests another lives. What goes wrong here shows in the next life: the mount is gone, or the host is disposed.
      if (lent.process.isAlive) given.catch(() => {});
      else await given;
    }
  }

  async #livesOn(process: LivingProcess, command: LiveCommand): Promise<ProcessLife> {
    await process.comesTo?.(command.job.root);
    return process.liveNext(command, this.#deadlines);
  }

  async #giveBack({ process }: Lent): Promise<void> {
    if (process.isAlive && !this.strict && !this.fresh) {
      await this.#pool.giveBack(process);
      return;
    }
    this.statistics.kills++;
    await process.kill();
    this.#processes.forget(process);
  }

  async readBeside(life: Life<Disk>, plan: ReadingPlan): Promise<ReadingBeside> {
    const known = this.#jobs.get(life);
    if (known === undefined) throw new Error('not a life of this host');
    this.#processes.mayGoOn();
    const { job, seen } = known;
    known.whole ??= this.#lived(job, { fresh: false, uncached: true });
    const { events: whole } = await known.whole;
    const pointOf = ({ changes, ...torn }: CrashPoint): CrashPoint | undefined => {
      if (changes >= life.changes.length) return { changes: Number.POSITIVE_INFINITY };
      return samePoint({ changes: countedUpTo(seen, life.changes[changes]), ...torn }, { remembered: seen, whole });
    };
    const { start, plan: steps, incarnation } = job;
    const writing = { start, plan: steps, incarnation, life, pointOf };
    this.statistics.lives += 2;
    return this.#processes.unlessStopped(this.#stages.read(writing, plan, this.strict || this.fresh));
  }

  /** Where a process has several clients, real time decides who goes on when; see `goesFree`. */
  async runTogether(program: Program, plan: TogetherPlan): Promise<TogetherRun<Disk>> {
    this.#processes.mayGoOn();
    const run = await this.#processes.unlessStopped(this.#stages.runTogether(program, plan));
    if (plan.reopen !== true || run.end !== 'done' || run.stray !== undefined) return run;
    const steps = [{ do: 'snapshot', sessions: plan.sessions }] as const;
    const { report } = await this.live(run.image, { steps }, { incarnation: 1 });
    const { read = {}, listed } = report.snapshots[0] ?? {};
    return { ...run, reopened: { opened: report.opened, read, ...(listed === undefined ? {} : { listed }) } };
  }

  readonly goesFree = goesFree;

  cannotRun({ fault, clients, onePid, deaths }: Program): string | undefined {
    if (this.#options.clientProgram === undefined) return 'it was not said how a process of clients loads the store';
    const rests = clients.some(({ operations }) => operations.some(({ op }) => op === 'rest'));
    if (fault !== undefined || rests)
      return 'who waits a while after a failure would have to be given the time, and it is real here';
    return onePid === true && deaths !== undefined ? 'a thread cannot be killed alone' : undefined;
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

  /** Ends all processes, and the mount with everything in it. */
  async dispose(): Promise<void> {
    await this.#processes.dispose();
    process.off('exit', this.#processes.stop);
    await Promise.all([this.#place.dispose(), this.#stages.dispose()]);
  }

  #start(): LivingProcess {
    const programs = this.#programs;
    if (programs !== undefined) return this.#processes.keep(() => programs.start());
    const { program, argument } = this.#options;
    return this.#processes.start({
      program,
      argument,
      temporaryDirectory: `${this.#loading.directory}/${TEMPORARY_DIRECTORY}`,
      inside: (file, args) => this.#place.inside(file, args),
    });
  }
}

type OnHeld = (call: HeldFacts) => void;

interface LifeJob {
  readonly start: Disk;
  readonly plan: LifePlan;
  readonly incarnation: number;
  readonly fault: DiskFault | undefined;
  readonly failedSync: number | undefined;
}

interface LivingOptions {
  /** In a process that has lived nothing before. */
  readonly fresh: boolean;
  readonly crash?: CrashPoint;
  readonly uncached?: boolean;
}

interface LivedJob {
  readonly job: LifeJob;
  readonly seen: readonly FsEvent[];
  /** The same once more, where the kernel remembers nothing and writes come whole; once it was needed. */
  whole?: Promise<Lived>;
}

interface Lived {
  readonly report: LifeReport;
  readonly history: readonly TimedHistoryEvent[];
  readonly events: readonly FsEvent[];
  readonly root: string;
  readonly isWorn: boolean;
}

function planOf({ fault, failedSync }: LifeJob, crash: CrashPoint | undefined): Plan {
  const { changes = 0, tornBytes } = crash ?? {};
  return {
    ...(fault === undefined ? {} : { fault }),
    ...(failedSync === undefined ? {} : { failedSync }),
    ...(crash === undefined ? {} : { crash: { changes, ...(tornBytes === undefined ? {} : { tornBytes }) } }),
  };
}

/** How many changes the mount has counted in front of this one. */
function countedUpTo(events: readonly FsEvent[], change: Change | undefined): number {
  const { atNs, path } = change?.event ?? {};
  return events.filter(isChange).findIndex((event) => event.atNs === atNs && event.path === path);
}

/** The kernel tells what was called, and not by which name of Node's. */
function named(event: FsEvent): FsEvent {
  return { ...event, api: event.primitive };
}

function isHistory(entry: TraceEntry): entry is TimedHistoryEvent {
  return entry.type !== 'fs';
}

function wentWrong({ opened, closed, stray, misbehaved }: LifeReport): boolean {
  return !opened.ok || closed?.ok === false || stray !== undefined || misbehaved !== undefined;
}

function diskAfter(start: Disk, events: readonly FsEvent[]): Disk {
  const disk = start.clone();
  for (const { effects } of events) for (const effect of effects) disk.apply(effect);
  return disk;
}

function emptyDisk(): Disk {
  const disk = Disk.empty(Date.now());
  for (const name of [DATA, `/${TEMPORARY_DIRECTORY}`]) putInPlace(disk, name, { kind: 'directory' });
  return disk;
}

function withBeside(image: Disk): Disk {
  const disk = image.clone();
  putInPlace(disk, `/${BESIDE_DIRECTORY}`, { kind: 'directory' });
  return disk;
}

function writesItsPath(): Failure {
  return new Failure(
    'CW_MOUNT_UNSUITED',
    'The store writes the path of its directory into its files, and on the mounted disk each life has another path.',
    { hint: 'Leave --host out, or choose --host process.' },
  );
}
