import type { FsEvent } from '../disk/trace.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { ClientEvent, Program } from '../model/program.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { CrashPoint } from '../verdict/counterexample.ts';
import type { Host } from './host.ts';
import type { Outcome, Problem } from './problem.ts';
import type { ReadResult, Snapshot } from './snapshot.ts';

/** The fs events of a concurrent run, with its history woven in. */
export type TogetherTraceEntry = TogetherFsEvent | ClientEvent;

export type TogetherFsEvent = FsEvent & {
  /** Who did it: the index of a client, `SETUP`, or undefined for what nobody is known to have started. */
  readonly client?: number;
};

/** One step of a schedule, as it was taken. */
export interface ScheduledStep {
  /** Number of the actor; see `Scheduler`. */
  readonly actor: number;
  /** Who else could have taken it, ascending, the actor included. */
  readonly able: readonly number[];
  /** Entries of the trace before it. */
  readonly entries: number;
}

/**
 * How a concurrent run ended. `done`: every client came to its end. `stuck`: somebody did not, nobody could take a step and no timer was
 * left. `endless`: after very many steps, or ten minutes of simulated time, all of them fair to everybody, somebody was still at work.
 */
export type TogetherEnd = 'done' | 'stuck' | 'endless';

/** What an instance shows when all clients are done. */
export interface LastLook {
  readonly instance: number;
  readonly read: { readonly [session: string]: ReadResult };
  /** Absent where the store has no `list`. */
  readonly listed?: NonNullable<Snapshot['listed']>;
}

/** What somebody finds who opens the store when all is over. */
export interface Reopened {
  readonly opened: Outcome;
  readonly read: { readonly [session: string]: ReadResult };
  /** Absent where the store has no `list`, or nobody asked. */
  readonly listed?: NonNullable<Snapshot['listed']>;
}

/** What came of a program under one schedule. */
export interface TogetherRun<Image> {
  /** Of all instances: the first failure to open, if there was one. Then nothing was run. */
  readonly opened: Outcome;
  readonly capabilities?: Capabilities;
  /** What ended the setup, if it did not succeed. */
  readonly setup: Outcome;
  /** In the order in which they happened. */
  readonly history: readonly ClientEvent[];
  readonly trace: readonly TogetherTraceEntry[];
  /** Entries of the trace when the clients were done, or nobody could go on. */
  readonly over: number;
  /** From where all instances were open, the setup had run and everything was at rest. */
  readonly steps: readonly ScheduledStep[];
  readonly end: TogetherEnd;
  /** What the flushes of all instances came to, when all clients were done. */
  readonly flushed: Outcome;
  /** Of the instances that were alive; empty unless the run was `done`. */
  readonly lastLooks: readonly LastLook[];
  /** What was thrown where nobody could catch it. */
  readonly stray?: Problem;
  /** Fewer than asked for if a fault's primitive was never reached. */
  readonly faultStruck: boolean;
  /** What a new instance shows in the end, where the plan asks for one. */
  readonly reopened?: Reopened;
  /** Own time, in ms, for which the processes were waited for; where time is real. What takes a fifth of a second or less is not counted. */
  readonly spentMs?: number;
  /** Files were changed in ways that do not show one by one, so that nothing is known of a kill in the midst of it. */
  readonly hidesChanges?: true;
  /** The disk at the end. */
  readonly image: Image;
  /** The disk if everything had been killed at this point, and the history up to it. */
  imageAt(point: CrashPoint): { readonly image: Image; readonly history: readonly ClientEvent[] };
  /** How many changes of the disk there were before a step. */
  changesBefore(step: number): number;
}

export interface TogetherPlan {
  readonly scheduler: Scheduler;
  /** Read by everybody in the end. */
  readonly sessions: readonly string[];
  /** Capture a stack for each fs event: slower, for replays. */
  readonly stacks?: boolean;
  /** Of delays in real time. */
  readonly seed?: number;
  /** A new instance looks too in the end. Only in real time; where time is simulated, the image can be opened as often as one likes. */
  readonly reopen?: boolean;
  /** In processes that have run nothing before. */
  readonly fresh?: boolean;
  /**
   * How far the clock of each process is ahead of the one that modification times come from, in milliseconds; behind if negative. Absent: all have that
   * one. Only where time is simulated.
   */
  readonly clocksAheadMs?: readonly number[];
  /** Changes have the times that the clock shows; absent: each is later than the one before, so that whoever goes by times sees it. Only where time is simulated. */
  readonly stillClock?: boolean;
}

/** A host on which several clients use a store at the same time. Where time is simulated, the plan decides who goes on when. */
export interface TogetherHost<Image> extends Host<Image> {
  runTogether(program: Program, plan: TogetherPlan): Promise<TogetherRun<Image>>;
  /** Why it cannot run several processes; absent where it can. */
  readonly noProcesses?: string;
  /** Whether real time decides who goes on when in this program, on a host that otherwise does so itself. */
  goesFree?(program: Program): boolean;
  /** Why it cannot run a program; `undefined` where it can. */
  cannotRun?(program: Program): string | undefined;
}
