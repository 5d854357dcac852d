import type { FsEvent } from '../disk/trace.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { HistoryEvent } from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import type { Step } from '../schedule/scheduled-gate.ts';
import type { Advance, CrashPoint, Turn } from '../verdict/counterexample.ts';
import type { Host, Life } from './host.ts';
import type { Outcome, Problem } from './problem.ts';
import type { Sight } from './sight.ts';
import type { TraceEntry } from './trace-entry.ts';

/** What one reader saw. */
export interface Reading {
  readonly opened: Outcome;
  readonly capabilities?: Capabilities;
  /** In the order in which they were asked for. */
  readonly sights: readonly Sight[];
  /** The writer's history events when the reader's instance began to open; of a reader in the writer's own instance, 0. */
  readonly openedAt: number;
  /** How many primitives (in another process) or steps (in the same instance) it had taken after opening, and after each round. */
  readonly marks: readonly number[];
  /** What was thrown where nobody could catch it, or that the reader never came to an end. */
  readonly stray?: Problem;
}

/** When a reader in another process reads: where the writer stands, and how it goes on meanwhile. */
export interface ReadingPlan {
  /** Where the writer stands while the reader opens the store. */
  readonly at: CrashPoint;
  /** In front of its n-th primitive, counted from 0, the reader is held until the writer stands here. Ascending. */
  readonly advances: readonly Advance[];
  readonly sessions: readonly string[];
  /** Capture a stack for each fs event. */
  readonly stacks?: boolean;
}

/** What came of a reader in another process. */
export interface ReadingBeside extends Reading {
  /** Its own fs events. */
  readonly trace: readonly FsEvent[];
  /**
   * Whether the reader's own changes on disk could have changed what the writer does: then the writer did not go on as planned, and what
   * was seen proves nothing.
   */
  readonly disturbed: boolean;
  /** Where the writer stood in the end: further than planned if the reader had to wait for it. */
  readonly endedAt: CrashPoint;
}

/** What came of a workload with a reader in the same instance. */
export interface ReadingWithin extends Reading {
  readonly operations: readonly Operation[];
  readonly history: readonly HistoryEvent[];
  readonly trace: readonly TraceEntry[];
  /** Every step that was taken, in order. */
  readonly steps: readonly TakenStep[];
}

export interface TakenStep extends Step {
  /** Whether it changed what is stored. */
  readonly changed: boolean;
  /** History events that had happened before it. */
  readonly history: number;
  /** Fs events of the trace before it. */
  readonly events: number;
}

export const WRITER = 'writer';
export const READER = 'reader';

/** A host on which a store can be read while it writes. */
export interface ReadingHost<Image> extends Host<Image> {
  /** Another process opens the store while the one that lived this life is somewhere in it, alive, and reads everything twice. */
  readBeside(life: Life<Image>, plan: ReadingPlan): Promise<ReadingBeside>;
  /**
   * Lives the workload once more, with a reader that uses the same instance; the clients are `WRITER` and `READER`. Absent where nobody
   * decides when an asynchronous call happens.
   */
  readWithin?(operations: readonly Operation[], plan: WithinPlan): Promise<ReadingWithin>;
}

export interface WithinPlan {
  readonly turns: readonly Turn[];
  readonly sessions: readonly string[];
  readonly stacks?: boolean;
}
