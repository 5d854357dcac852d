import { rmSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { dir as temporaryDirectory } from 'tmp-promise';
import type { Program } from '../../model/program.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import type { Ability } from '../ability.ts';
import { changesOf, historyOf } from '../change.ts';
import { type CrashedLife, emptyNotices, type ImageEntry, type Life, type LiveOptions, type Replacement } from '../host.ts';
import type { LifePlan } from '../life.ts';
import type { ReadingBeside, ReadingHost, ReadingPlan } from '../reading.ts';
import type { TogetherHost, TogetherPlan, TogetherRun } from '../together.ts';
import { AttemptRunner } from './clients/attempt-runner.ts';
import { withContinuation } from './continuation.ts';
import { type DirectoryImage, DirectoryImages, entriesOf, hashOf, TEMPORARY_DIRECTORY } from './directory-image.ts';
import { HostProcesses } from './host-processes.ts';
import { reportOf } from './lost-report.ts';
import type { ProcessJob, StoreFacts } from './pipe-protocol.ts';
import { readBetweenProcesses } from './reader-process.ts';
import { type ProcessDeadlines, type ProcessLife, type StoreProcess, usualDeadlines } from './store-process.ts';

export interface ProcessHostOptions {
  /** The program of a store's process: a module that calls `liveInChild`. */
  readonly program: URL;
  /** Its argument. */
  readonly argument: string;
  /** The program of a process that hosts clients: a module that calls `serveClients`. Without it no clients run together. */
  readonly clientProgram?: URL;
  /** Ends everything: lives in progress reject with Failure CW_INTERRUPTED. */
  readonly signal?: AbortSignal | undefined;
  readonly deadlines?: Partial<ProcessDeadlines>;
  /** So much own time of all processes together. What goes beyond it rejects with Failure CW_TOOK_TOO_LONG. Unlimited by default. */
  readonly budgetMs?: number;
}

/** Processes that load the store while another one lives. */
const SPARES = 2;

/**
 * Runs each life of a store in a process of its own, on a real directory, and ends it with SIGKILL while it is provably alive. What is
 * random is seeded, so that file names repeat; clock, pids and file system are real.
 */
export class ProcessHost implements ReadingHost<DirectoryImage>, TogetherHost<DirectoryImage> {
  readonly name = 'process';
  readonly abilities: ReadonlySet<Ability> = new Set([
    'isolates-modules',
    'round-trips',
    'sees-changes',
    'reads-beside',
    'clients-together',
  ]);
  readonly notices = emptyNotices();
  /** Of all lives: processes killed while they were alive, and changes that operations made. */
  readonly statistics = { lives: 0, kills: 0, changesByOperations: 0 };
  readonly #options: ProcessHostOptions;
  readonly #deadlines: ProcessDeadlines;
  readonly #directory: string;
  readonly #images: DirectoryImages;
  readonly #attempts: AttemptRunner;
  readonly #processes: HostProcesses;
  readonly #spares: StoreProcess[] = [];
  /** What each life was made of, to live it again. */
  readonly #jobs = new WeakMap<Life<DirectoryImage>, { start: DirectoryImage; job: LifeJob }>();

  /** To be disposed. The temporary directory goes away even where the process exits before. */
  static async create(options: ProcessHostOptions): Promise<ProcessHost> {
    // The store's paths are compared with real ones: `/tmp` may be a link.
    const { path: directory } = await temporaryDirectory({ prefix: 'crashworthy', unsafeCleanup: true });
    return new ProcessHost(await realpath(directory), options);
  }

  private constructor(directory: string, options: ProcessHostOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#deadlines = { ...usualDeadlines(), ...options.deadlines };
    this.#images = new DirectoryImages(directory);
    this.#attempts = this.#attemptsIn(path.join(directory, 'attempts'));
    this.#processes = new HostProcesses({ ...options, notices: this.notices });
    process.on('exit', this.#abandon);
  }

  /** The directory below which everything is kept. */
  get directory(): string {
    return this.#directory;
  }

  /** The store, as the first process to load it saw it. Throws what loading it threw. */
  async store(): Promise<StoreFacts> {
    const first = this.#next();
    this.#spares.unshift(first);
    return this.#processes.unlessStopped(first.ready);
  }

  async emptyImage(): Promise<DirectoryImage> {
    return this.#images.empty();
  }

  async live(
    start: DirectoryImage,
    plan: LifePlan,
    { incarnation, stacks = false, fault }: LiveOptions,
  ): Promise<Life<DirectoryImage>> {
    const job = { incarnation, stacks, plan, ...(fault === undefined ? {} : { fault }) };
    const { life, image: end } = await this.#run(start, job);
    const report = reportOf(life, plan, this.#deadlines.callMs);
    const { trace } = life;
    const changes = changesOf(trace);
    this.statistics.changesByOperations += changes.filter(({ historyBefore }) => historyBefore > 0).length;
    let last: { point: string; crashed: CrashedLife<DirectoryImage> } | undefined;
    const imageAt = async (point: CrashPoint): Promise<CrashedLife<DirectoryImage>> => {
      if (point.changes >= changes.length) return { image: end, history: report.history };
      const name = `${point.changes}+${point.tornBytes ?? 0}`;
      if (last?.point === name) return last.crashed;
      const crashed = await this.#run(start, { ...job, crash: point });
      const history = historyOf(crashed.life.trace);
      last = { point: name, crashed: { image: crashed.image, history, trace: withContinuation(crashed.life.trace, trace) } };
      return last.crashed;
    };
    const whole = { report, trace, changes, end, imageAt };
    this.#jobs.set(whole, { start, job });
    return whole;
  }

  /** Both processes are real, on one directory; held, they stand still in the midst of a call. */
  async readBeside(life: Life<DirectoryImage>, plan: ReadingPlan): Promise<ReadingBeside> {
    const known = this.#jobs.get(life);
    if (known === undefined) throw new Error('not a life of this host');
    const [writer, reader] = [this.#next(), this.#next()];
    await this.#images.restore(known.start);
    const place = { root: this.#images.live, callDeadlineMs: this.#deadlines.callMs };
    try {
      const { spentMs, ...reading } = await this.#processes.unlessStopped(
        readBetweenProcesses({ writer, reader, deadlines: this.#deadlines, job: { ...known.job, ...place }, life, plan }),
      );
      this.#processes.spend(spentMs);
      return reading;
    } finally {
      await Promise.all([writer.kill(), reader.kill()]);
      this.#processes.forget(writer);
      this.#processes.forget(reader);
      this.statistics.lives += 2;
      this.statistics.kills += 2;
      await this.#images.take();
    }
  }

  /** Real time decides who goes on when: equal runs differ. `plan.scheduler` is not asked. */
  async runTogether(program: Program, plan: TogetherPlan): Promise<TogetherRun<DirectoryImage>> {
    this.#processes.mayGoOn();
    return this.#processes.unlessStopped(this.#attempts.run(program, plan));
  }

  cannotRun({ fault, onePid, deaths }: Program): string | undefined {
    if (this.#options.clientProgram === undefined) return 'it was not said how a process of clients loads the store';
    if (fault !== undefined) return 'on real processes no call of the file system is made to fail';
    return onePid === true && deaths !== undefined ? 'a thread cannot be killed alone' : undefined;
  }

  async hash(image: DirectoryImage): Promise<string> {
    return hashOf(image);
  }

  async entries(image: DirectoryImage): Promise<ImageEntry[]> {
    return entriesOf(image);
  }

  async without(image: DirectoryImage, file: string): Promise<DirectoryImage> {
    return this.#images.without(image, file);
  }

  async retimed(image: DirectoryImage, toMs: number): Promise<DirectoryImage> {
    return this.#images.retimed(image, toMs);
  }

  async replaced(image: DirectoryImage, file: string, by: Replacement): Promise<DirectoryImage> {
    return this.#images.replaced(image, file, by);
  }

  /** Kills all processes and removes the temporary directory. */
  async dispose(): Promise<void> {
    await this.#processes.dispose();
    this.#abandon();
    process.off('exit', this.#abandon);
  }

  async #run(start: DirectoryImage, job: LifeJob): Promise<{ life: ProcessLife; image: DirectoryImage }> {
    const storeProcess = this.#next();
    await this.#images.restore(start);
    while (!this.#processes.stopped && this.#spares.length < SPARES) this.#spares.push(this.#startProcess());
    const whole: ProcessJob = { ...job, root: this.#images.live, callDeadlineMs: this.#deadlines.callMs };
    const life = await this.#processes.unlessStopped(storeProcess.live(whole, this.#deadlines));
    this.#processes.spend(life.spentMs);
    this.#processes.forget(storeProcess);
    this.statistics.lives++;
    if (life.end !== 'ended') this.statistics.kills++;
    return { life, image: await this.#images.take() };
  }

  #next(): StoreProcess {
    this.#processes.mayGoOn();
    return this.#spares.shift() ?? this.#startProcess();
  }

  #attemptsIn(directory: string): AttemptRunner {
    return new AttemptRunner({
      directory,
      images: this.#images,
      onSpent: (ms) => this.#processes.spend(ms),
      startMs: this.#deadlines.startMs,
      callMs: this.#deadlines.callMs,
      start: () => {
        const { clientProgram, argument } = this.#options;
        if (clientProgram === undefined) throw new Error('there is no program of clients');
        return this.#startProcess({ program: clientProgram, argument: JSON.stringify({ argument, directory }) });
      },
      forget: (process) => void this.#processes.forget(process),
      onPrinted: (bytes) => {
        this.notices.printedBytes += bytes;
      },
    });
  }

  #startProcess({ program, argument }: Pick<ProcessHostOptions, 'program' | 'argument'> = this.#options): StoreProcess {
    const temporaryDirectory = path.join(this.#directory, 'loading', TEMPORARY_DIRECTORY);
    return this.#processes.start({ program, argument, temporaryDirectory });
  }

  readonly #abandon = (): void => {
    this.#processes.stop();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 3 });
  };
}

type LifeJob = Omit<ProcessJob, 'root' | 'callDeadlineMs'>;
