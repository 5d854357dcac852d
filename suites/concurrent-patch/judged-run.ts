import type { ReadResult } from '../../harness/host/life.ts';
import type { Outcome } from '../../harness/host/problem.ts';
import type { TogetherRun } from '../../harness/host/together.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { ClientEvent } from '../../harness/model/program.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import type { AimedProgram } from './requirement.ts';

/** One run of a program, with what is looked at when it is over. Everything that a check needs, and nothing but data. */
export interface JudgedRun {
  readonly aimed: AimedProgram;
  readonly capabilities: Capabilities;
  readonly run: Omit<TogetherRun<unknown>, 'image' | 'imageAt' | 'changesBefore'>;
  /** Everything was killed here, and what follows is of an instance that was opened afterwards. */
  readonly crash?: CrashPoint;
  /** The history as far as it got. */
  readonly history: readonly ClientEvent[];
  /** What a freshly opened instance shows in the end; absent where nobody opened one. */
  readonly reopened?: Reopened;
}

export interface Reopened {
  readonly opened: Outcome;
  readonly read: { readonly [session: string]: ReadResult };
}
