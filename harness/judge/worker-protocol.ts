import type { JudgedPackage } from '../contract/adapter.ts';
import type { Claims } from '../contract/claims.ts';
import type { Blame } from '../contract/failure.ts';
import type { HostNotices, ImageEntry } from '../host/host.ts';
import type { PreflightCheck } from '../host/preflight.ts';
import type { ProgramCommand } from '../host/stdio/program.ts';
import type { FailureCore } from '../suite/failure-core.ts';
import type { RunPlace, SuiteEvent, Trial } from '../suite/suite.ts';
import type { PersistenceModelName, Timeline } from '../verdict/counterexample.ts';
import type { Replay, ToldReplay } from '../verdict/replay.ts';
import type { Effort, ReportedClaims } from '../verdict/report.ts';
import type { Target } from './target.ts';

/** What a worker is started for: it hosts one store on the simulated disk, for one job. Plain data. */
export type Job =
  | {
      readonly do: 'judge';
      readonly target: Target;
      /** Which of the run's parts. The worker that runs the first one tells what there is to be judged. */
      readonly part: number;
      /** What was found out by parts that this one waited for. */
      readonly learned: { readonly [fact: string]: boolean };
      /** See `SuiteContext.endless`. */
      readonly endless: readonly Trial[];
      readonly requirements: readonly string[];
      readonly effort: Effort;
      readonly models: readonly PersistenceModelName[];
      readonly depth: 1 | 2;
      readonly seed: number;
      /** Judged as if the store claimed this too. */
      readonly assume?: Partial<Claims>;
    }
  | {
      readonly do: 'replay';
      readonly target: Target;
      readonly requirement: string;
      readonly core: FailureCore;
      /** Whether each moment of it is looked at too. */
      readonly timeline?: boolean;
      /** As where it was found. */
      readonly assume?: Partial<Claims>;
      /** The disk is told whole, too. */
      readonly withDisk?: boolean;
    }
  | { readonly do: 'doctor'; readonly target: Target };

/** What a worker tells the main thread, in this order: `store`, then `preflight`, then the job's own, then `end` or `error`. */
export type WorkerMessage =
  /** `claims` are those that the store is judged by, `declared` those of its adapter. */
  | {
      readonly type: 'store';
      readonly kind: string;
      readonly name: string;
      readonly package?: JudgedPackage;
      readonly claims: ReportedClaims;
      readonly declared: ReportedClaims;
    }
  | {
      readonly type: 'preflight';
      readonly checks: readonly PreflightCheck[];
      readonly operations: readonly string[];
      readonly notApplicable: { readonly [id: string]: string };
      /** Why requirements that apply cannot be judged here. */
      readonly notTestable: { readonly [id: string]: string };
    }
  | SuiteEvent
  /** What the host noticed while the part ran. */
  | { readonly type: 'noticed'; readonly notices: HostNotices; readonly flooded: boolean }
  /** What is run now: where an endless loop is pinned. The crash, if there is one, is in the shared memory. */
  | ({ readonly type: 'place' } & Omit<RunPlace, 'crash'>)
  /** What is known of the crash that is replayed, before the store recovers from it. */
  | { readonly type: 'crash'; readonly crash: ToldReplay; readonly disk?: readonly ImageEntry[] }
  /** `disk`: what `files` shows of, where that was asked for and there is one. */
  | { readonly type: 'replayed'; readonly result: Replay; readonly disk?: readonly ImageEntry[] }
  /** After `replayed`, which it changes nothing about: a store may not come back from a moment that nobody had tried. */
  | { readonly type: 'timeline'; readonly timeline: Timeline }
  | { readonly type: 'end' }
  /** The adapter or the store cannot be judged at all (`usage`), or something broke on our side (`harness`). */
  | {
      readonly type: 'error';
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      readonly blame: Blame;
      readonly stack?: string;
      /** What was to be loaded is this program. */
      readonly program?: ProgramCommand;
    };
