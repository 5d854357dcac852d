import type { Reading } from '../../harness/host/reading.ts';
import type { TraceEntry } from '../../harness/host/trace-entry.ts';
import type { HistoryEvent } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { ReaderSchedule } from './reader-schedule.ts';

/** One reader of one workload. Everything that a check needs, and nothing but data. */
export interface ReadingCase {
  readonly operations: readonly Operation[];
  /** The whole history of the writer; sights say how much of it had happened. */
  readonly history: readonly HistoryEvent[];
  readonly schedule: ReaderSchedule;
  readonly reading: Reading;
  /** A session holds several MiB. */
  readonly large: boolean;
  /** The writer's trace; of a reader in the same instance with the reader's own events in it. */
  readonly trace: readonly TraceEntry[];
  /** Why nothing can be concluded from what was seen, where that is so. */
  readonly undecided?: Undecided;
}

/**
 * `disturbed`: the reader changed files that the writer used, so that the writer would not have gone on as it did. `busy`: the store told
 * the reader to come back later. `hung`: the reader never came to an end.
 */
export type Undecided = 'disturbed' | 'busy' | 'hung';
