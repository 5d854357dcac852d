import type { HistoryEvent } from '../model/history.ts';
import type { Life, LiveOptions } from './host.ts';
import type { Problem } from './problem.ts';
import type { Runtime } from './runtime.ts';

/** What one process does, where it is no store that is judged: a pool, or a registry. */
export type Script<T> = (place: ScriptPlace) => Promise<T>;

/** Where a script runs. */
export interface ScriptPlace {
  /** Absolute path of the directory that is the subject's own. */
  readonly dir: string;
  /** Time passes only when the script says so, or while `runtime.settle` waits. */
  readonly clock: Clock;
  readonly runtime: Runtime;
  /** What `process.kill` finds, while the script runs. */
  readonly processes: ScriptProcesses;
  /** Resolves when nothing can happen any more without time going on. */
  quiet(): Promise<void>;
  /** Weaves an event into the trace, so that a crash image knows what had happened before it. */
  note(event: HistoryEvent): void;
  /** Tells the watcher that the script goes on. */
  beat(): void;
}

/** Processes that are not there, for the subject to find. */
export interface ScriptProcesses {
  /**
   * From now on `process.kill(pid, 0)` succeeds (`there`), fails with EPERM (`denied`) or fails with ESRCH (`absent`). Any other signal is refused:
   * EPERM, or ESRCH where nobody is. Pids above 4,194,304, which is as many as Linux has, are nobody's.
   */
  set(pid: number, found: 'there' | 'denied' | 'absent'): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Lets so many milliseconds pass. Every timer that is due by then runs, in order, and what follows from it. */
  pass(ms: number): Promise<void>;
  /** The same while control is not given back: inside a synchronous call. Timers that are due meanwhile run when it is. */
  jump(ms: number): void;
}

export interface ScriptOptions extends Pick<LiveOptions, 'incarnation' | 'stacks' | 'failedSync'> {
  /** When the process begins, in milliseconds since 1970; absent: a day after the incarnation before it began. */
  readonly atMs?: number;
}

/** A script's life, what came of it, and what it left. */
export interface ScriptLife<Image, T> extends Omit<Life<Image>, 'report' | 'openDescriptors'> {
  readonly value: T;
  /** The first thing thrown where nobody could catch it. */
  readonly stray?: Problem;
}

/** A host on which any script runs as a process of its own: on a disk that can be crashed at each change, in simulated time. */
export interface ScriptHost<Image> {
  emptyImage(): Promise<Image>;
  /** One process on this disk. It is killed when the script ends. What the script throws is passed on. */
  run<T>(start: Image, script: Script<T>, options: ScriptOptions): Promise<ScriptLife<Image, T>>;
}
