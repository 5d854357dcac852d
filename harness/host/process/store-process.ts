import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { Failure } from '../../contract/failure.ts';
import { historyOf } from '../change.ts';
import type { HostNotices } from '../host.ts';
import type { LifeReport } from '../life.ts';
import { Patience } from '../own-time/patience.ts';
import { descendantsOf } from '../own-time/tasks.ts';
import { limitMs, limitText } from '../own-time/time-limits.ts';
import { NamesProgram } from '../stdio/names-program.ts';
import type { TraceEntry } from '../trace-entry.ts';
import { LineReader } from './line-reader.ts';
import {
  EVENT_DESCRIPTOR,
  eventOf,
  JOB_DESCRIPTOR,
  type ProcessJob,
  type ProcessMessage,
  type StoreFacts,
  unpackReport,
} from './pipe-protocol.ts';

export interface StoreProcessOptions {
  /** The program: a module that calls `liveInChild`. */
  readonly program: URL;
  readonly argument: string;
  /** What `os.tmpdir()` is to give there while the store is loaded. Beside it the process makes directories of its own. */
  readonly temporaryDirectory: string;
  /** Filled with what the process notices. */
  readonly notices: HostNotices;
  /** The command line that runs a program elsewhere, such as in another mount namespace; it has to become that program. */
  readonly inside?: (file: string, args: readonly string[]) => [file: string, args: string[]];
}

/** In own time of the process, see `OwnTime`. */
export interface ProcessDeadlines {
  readonly startMs: number;
  readonly callMs: number;
  readonly lifeMs: number;
}

/** A life has so many calls that take as long as one may. */
const LONGEST_CALLS = 6;

/** As the environment has them. @throws {Failure} CW_USAGE_OPTION_VALUE */
export function usualDeadlines(): ProcessDeadlines {
  const callMs = limitMs('call');
  return { startMs: limitMs('start'), callMs, lifeMs: LONGEST_CALLS * callMs };
}

/**
 * How a life ended. `finished`, `at-crash-point`: it stood still, alive, and was killed there. `overdue`: it was killed because nothing
 * had come from it for too long. `ended`: it ended by itself.
 */
export type ProcessEnd = 'finished' | 'at-crash-point' | 'overdue' | 'ended';

export interface ProcessLife {
  readonly end: ProcessEnd;
  readonly trace: readonly TraceEntry[];
  /** The last that was told; of a life that `finished`, or exited in an orderly way, the whole. */
  readonly report: LifeReport | undefined;
  readonly reportIsFinal: boolean;
  /** For messages: `SIGABRT`, `exit code 1`. */
  readonly endedBy: string;
  /** How long it was waited for, in own time of the process. */
  readonly spentMs: number;
}

/** Somebody who is told when a life stands still, and says when it may go on. */
export interface ProcessWatcher {
  /** It stands at its next hold; so many history events have happened. It goes on with `resume`. */
  readonly onHeld: (history: number) => void;
  /** It has lived to its end, and stands still, alive; it is killed when this resolves. */
  readonly onFinished: (history: number) => Promise<void>;
}

/** Somebody who talks with a process that does one thing after the other. */
export interface Conversation {
  readonly onMessage: (message: ProcessMessage) => void;
  readonly onGone: () => void;
}

/** More than any honest life does; what comes after is not kept. */
const MOST_EVENTS = 200_000;
/** The process keeps its own deadlines; this much later it is taken to be in an endless loop. */
const GRACE_MS = 2_000;
const MEMORY_MB = 2048;

/** A process for one life of a store. It loads the store at once and then waits, so that it can be started before it is needed. */
export class StoreProcess {
  /** The store that it has loaded. Rejects with a `Failure` where there is none. */
  readonly ready: Promise<StoreFacts>;
  /** Rejects with the `Failure` as soon as the process says that it cannot do its work; never resolves. */
  readonly refused: Promise<never>;
  readonly #child;
  readonly #over: Promise<unknown>;
  readonly #notices: HostNotices;
  #listen: (message: ProcessMessage) => void = () => {};
  #gone: () => void = () => {};
  #overStdio = false;
  #heard = 0;
  #stop: (how: ProcessEnd) => void = () => {};
  /** What counts how long it is waited for. */
  #patiences: () => readonly Patience[] = () => [];

  constructor({ program, argument, temporaryDirectory, notices, inside }: StoreProcessOptions) {
    this.#notices = notices;
    const args = [`--max-old-space-size=${MEMORY_MB}`, fileURLToPath(program), argument];
    const [file, all] = inside?.(process.execPath, args) ?? [process.execPath, args];
    this.#child = execa(file, all, {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: temporaryDirectory },
      buffer: false,
      reject: false,
      // A process group of its own: what the store starts is killed with it, and the terminal's Ctrl-C is ours alone to handle.
      detached: true,
      cleanup: false,
    });
    this.#over = this.#child.then((result) => {
      this.#gone();
      return result;
    });
    const lines = new LineReader<ProcessMessage>();
    let refuse: (failure: Failure) => void = () => {};
    this.refused = new Promise((_, reject) => {
      refuse = reject;
    });
    const pipe = this.#pipe(EVENT_DESCRIPTOR);
    pipe?.on('data', (chunk: Buffer) => {
      this.#heard++;
      for (const message of lines.push(chunk)) {
        if (message.type === 'refused') refuse(failureOf(message));
        else this.#listen(message);
      }
    });
    for (const one of [pipe, this.#pipe(JOB_DESCRIPTOR)]) one?.on('error', () => {});
    this.ready = this.#becomeReady();
    // Whoever needs it will see it fail; a process that nobody needed may fail unseen.
    for (const promise of [this.refused, this.ready]) promise.catch(() => {});
  }

  /** Lives the life and kills the process. To be called once. Rejects as `ready` and `refused` do. */
  async live(job: ProcessJob, deadlines: ProcessDeadlines, watcher?: ProcessWatcher): Promise<ProcessLife> {
    await this.readyWithin(deadlines.startMs);
    const life = await this.#lived(() => this.#pipe(JOB_DESCRIPTOR)?.end(JSON.stringify(job)), deadlines, watcher);
    if (life.end === 'finished') await watcher?.onFinished(historyOf(life.trace).length);
    if (life.end !== 'ended') await this.killAlive(life.end);
    return { ...life, endedBy: this.endedBy };
  }

  /** One life of several, of a program that takes commands. A process that `finished` stands still; otherwise it is killed. Rejects as `live`. */
  async liveNext(command: object, deadlines: ProcessDeadlines): Promise<ProcessLife> {
    await this.readyWithin(deadlines.startMs);
    const life = await this.#lived(() => this.#say(command), deadlines);
    if (life.end === 'at-crash-point' || life.end === 'overdue') await this.killAlive(life.end);
    return { ...life, endedBy: this.endedBy };
  }

  /** Whether a process that stands still is fit for another life. `false` where it does not say so in time, or is gone. */
  async rests(command: object, limitMs: number): Promise<boolean> {
    let patience: Patience | undefined;
    const clean = await new Promise<boolean>((resolve) => {
      patience = new Patience(limitMs, { pid: this.pid }, () => resolve(false));
      this.#gone = () => resolve(false);
      this.#listen = (message) => {
        if (message.type === 'rested') resolve(message.clean);
      };
      if (this.isAlive) this.#say(command);
      else resolve(false);
    });
    patience?.stop();
    return clean;
  }

  /** Somebody else holds it: nobody waits for it meanwhile. */
  standsStill(): void {
    for (const patience of this.#patiences()) patience.pause();
  }

  /** It may go on. */
  goesOn(): void {
    for (const patience of this.#patiences()) patience.resume();
  }

  /** Of a life that stands in front of its crash point, as somebody else has seen. */
  standsAtCrashPoint(): void {
    const stop = this.#stop;
    void this.#drained().then(() => stop('at-crash-point'));
  }

  /** What it has told by now has been read: a whole turn brought nothing more. Somebody else may be heard sooner. */
  async #drained(): Promise<void> {
    for (let heard = -1; heard !== this.#heard; ) {
      heard = this.#heard;
      for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  #say(command: object): void {
    this.#pipe(JOB_DESCRIPTOR)?.write(`${JSON.stringify(command)}\n`);
  }

  async #lived(begin: () => void, deadlines: ProcessDeadlines, watcher?: ProcessWatcher): Promise<Omit<ProcessLife, 'endedBy'>> {
    // A program has longer for `open`; whoever speaks with it keeps its deadlines.
    const callMs = this.#overStdio ? Math.max(deadlines.callMs, deadlines.startMs + GRACE_MS) : deadlines.callMs;
    const trace: TraceEntry[] = [];
    let report: LifeReport | undefined;
    let reportIsFinal = false;
    let spentMs = 0;
    const ended = new Promise<ProcessEnd>((resolve, reject) => {
      const overdue = () => stop('overdue');
      const whole = new Patience(deadlines.lifeMs, { pid: this.pid }, overdue);
      let call: Patience | undefined;
      this.#patiences = () => (call === undefined ? [whole] : [whole, call]);
      let settled = false;
      const settle = () => {
        settled = true;
        spentMs += whole.spentMs;
        for (const patience of this.#patiences()) patience.stop();
        this.#patiences = () => [];
      };
      const stop = (how: ProcessEnd) => {
        settle();
        resolve(how);
      };
      this.refused.catch((failure: unknown) => {
        settle();
        reject(failure);
      });
      this.#stop = stop;
      this.#gone = () => stop('ended');
      this.#listen = (message) => {
        if (settled) return;
        if (message.type === 'invoke' || message.type === 'acknowledge' || message.type === 'reject') trace.push(message);
        else if (message.type === 'change') {
          if (trace.push(eventOf(message)) > MOST_EVENTS) stop('overdue');
        } else if (message.type === 'calling') {
          call ??= new Patience(callMs + GRACE_MS, { pid: this.pid }, overdue);
          call.heard();
        } else if (message.type === 'report') {
          report = unpackReport(message.report);
          reportIsFinal = message.then !== 'living';
          if (reportIsFinal) this.#notices.printedBytes += message.printedBytes;
          if (message.then === 'standing-still') stop('finished');
        } else if (message.type === 'held') {
          this.standsStill();
          watcher?.onHeld(historyOf(trace).length);
        } else if (message.type === 'at-crash-point') stop('at-crash-point');
        else this.#note(message);
      };
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) stop('ended');
      begin();
    });
    const end = await this.#orKilled(ended);
    this.#listen = () => {};
    return { end, trace, report, reportIsFinal, spentMs };
  }

  /** As `ready`, and rejects with Failure CW_ADAPTER_LOAD if it takes too long. */
  readyWithin(startMs: number): Promise<StoreFacts> {
    return this.#within(startMs, this.ready);
  }

  /** Instead of living one life: tells what the process says, and when it is gone; gives a way to say something to it. */
  converse({ onMessage, onGone }: Conversation): (command: object) => void {
    this.#gone = onGone;
    this.#listen = (message) => {
      if (message.type === 'outside-write' || message.type === 'unsimulated') this.#note(message);
      else onMessage(message);
    };
    return (command) => this.#say(command);
  }

  /** Lets a process go on that stands at a hold. */
  resume(): void {
    this.goesOn();
    this.#pipe(EVENT_DESCRIPTOR)?.write('>');
  }

  /** Kills a process that must be alive, and makes sure that this is what it died of. Throws Failure CW_KILL_MISSED. */
  async killAlive(when: string): Promise<void> {
    const wasAlive = this.isAlive;
    await this.kill();
    if (wasAlive && this.#child.signalCode === 'SIGKILL') return;
    throw new Failure('CW_KILL_MISSED', `A store's process was to be killed (${when}), but ended by ${this.endedBy} before.`, {
      blame: 'harness',
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get pids(): readonly number[] {
    return this.pid === undefined ? [] : [this.pid];
  }

  get isAlive(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return false;
    return signal(pid, 0);
  }

  /** Resolves when the process is gone, whatever became of it. */
  async kill(): Promise<void> {
    this.killNow();
    await this.#over;
  }

  /** Its whole process group, without waiting: for exit handlers. */
  killNow(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    // A program may have started what has left the group.
    const started = this.#overStdio ? descendantsOf(pid) : [];
    if (!signal(-pid, 'SIGKILL')) signal(pid, 'SIGKILL');
    for (const one of started) signal(one, 'SIGKILL');
  }

  #becomeReady(): Promise<StoreFacts> {
    return new Promise((resolve, reject) => {
      this.#listen = (message) => {
        if (message.type === 'ready') {
          this.#overStdio = message.overStdio === true;
          resolve(message);
        } else this.#note(message);
      };
      this.refused.catch(reject);
      void this.#over.then(() => {
        const what = `The process that was to run the store ended by ${this.endedBy} while it loaded the adapter.`;
        reject(
          new Failure('CW_ADAPTER_LOAD', what, { hint: 'Importing the module must neither end the process nor wait for ever.' }),
        );
      });
    });
  }

  /** Of a process that refused nothing more comes. */
  async #orKilled<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  #pipe(descriptor: number): Duplex | undefined {
    const pipe: unknown = this.#child.stdio[descriptor];
    return pipe instanceof Duplex ? pipe : undefined;
  }

  async #within<T>(startMs: number, starting: Promise<T>): Promise<T> {
    let patience: Patience | undefined;
    const late = new Promise<never>((_, reject) => {
      patience = new Patience(startMs + GRACE_MS, { pid: this.pid }, () => void this.#tooLate(startMs).catch(reject));
    });
    try {
      return await Promise.race([starting, late]);
    } finally {
      patience?.stop();
    }
  }

  async #tooLate(afterMs: number): Promise<never> {
    await this.kill();
    throw new Failure('CW_ADAPTER_LOAD', `The adapter was still loading after ${limitText('start', afterMs)}.`, {
      hint: 'Look for a top-level await, or a loop, in the module.',
    });
  }

  #note(message: ProcessMessage): void {
    const { outsideWrites, unsimulated } = this.#notices;
    if (message.type === 'outside-write' && outsideWrites.size < 20) outsideWrites.set(message.path, message);
    if (message.type === 'unsimulated') unsimulated.add(message.api);
  }

  /** For messages: `SIGABRT`, `exit code 1`. */
  get endedBy(): string {
    const { signalCode, exitCode } = this.#child;
    return signalCode ?? `exit code ${exitCode}`;
  }
}

function failureOf({ code, message, blame, hint, stack, program }: Extract<ProcessMessage, { type: 'refused' }>): Failure {
  if (program !== undefined) return new NamesProgram(message, program);
  const failure = new Failure(code, message, { blame, ...(hint === undefined ? {} : { hint }) });
  if (stack !== undefined) failure.stack = stack;
  return failure;
}

function signal(pid: number, name: 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
