import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { DiskFault } from '../../harness/disk/fault.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import type { Outcome, Problem } from '../../harness/host/problem.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { FaultWorkload } from './fault-workload.ts';
import type { Timeline } from './timeline.ts';

/** What a new instance shows, opened on a disk that has healed. */
export interface FreshLook {
  readonly opened: Outcome;
  readonly snapshot?: Snapshot;
  /** It died of something that nobody could catch. */
  readonly stray?: Problem;
}

/** A new instance beside the life: on the disk as it was at one moment of it. */
export interface FreshLookAt {
  /** Index in the trace: everything before it had happened. */
  readonly at: number;
  readonly when: 'after-failure' | 'after-flush' | 'at-look' | 'at-close' | 'at-end' | 'killed';
  readonly look: FreshLook;
  /** Of a kill: how many changes of the disk had happened. */
  readonly changes?: number;
}

/** What a life left that one without a failure does not leave. */
export interface Leftovers {
  readonly descriptors: readonly string[];
  /** Files without which the sessions are the same. */
  readonly files: readonly string[];
}

/** What there was after ever more rounds of the same operations. */
export interface Pile {
  readonly counts: readonly { readonly rounds: number; readonly count: number }[];
  /** Path of one of them; empty where they have none. */
  readonly example: string;
}

/** What grows with the number of operations; empty where nothing does. */
export interface Piles {
  readonly descriptors?: Pile;
  readonly files?: Pile;
  readonly promises?: Pile;
}

/** One life of a workload with one failure of the disk, or none. Everything that a check needs, and nothing but data. */
export interface FaultCase {
  readonly workload: FaultWorkload;
  readonly fault?: DiskFault;
  /** The fault hit a call. */
  readonly struck: boolean;
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
  readonly report: LifeReport;
  readonly timeline: Timeline;
  readonly fresh: readonly FreshLookAt[];
  /** Absent where nobody could look. */
  readonly leftovers?: Leftovers;
  /** Of a workload that was repeated; absent where nobody could count. */
  readonly piles?: Piles;
  /** Operations that the store refuses without any failure. */
  readonly refusedAnyway: readonly number[];
  /** Whether something that has not come back ever will is known: time is simulated. */
  readonly hangsAreFinal: boolean;
}
