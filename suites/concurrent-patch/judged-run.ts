import type { Reopened, TogetherRun } from '../../harness/host/together.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { ClientEvent } from '../../harness/model/program.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import type { AimedProgram } from './requirement.ts';

/** One run of a program, with what is looked at when it is over. Everything that a check needs, and nothing but data. */
export interface JudgedRun {
  readonly aimed: AimedProgram;
  readonly capabilities: Capabilities;
  /** The store refuses to create a session that exists, when nobody else is about. */
  readonly refusesExisting: boolean;
  readonly run: Omit<TogetherRun<unknown>, 'image' | 'imageAt' | 'changesBefore'>;
  /** Everything was killed here, and what follows is of an instance that was opened afterwards. */
  readonly crash?: CrashPoint;
  /** The history as far as it got. */
  readonly history: readonly ClientEvent[];
  /** What a freshly opened instance shows in the end; absent where nobody opened one. */
  readonly reopened?: Reopened;
}
