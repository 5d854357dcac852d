import type { Reopened, TogetherRun } from '../../harness/host/together.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { ClientEvent } from '../../harness/model/program.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import type { ExploreContext } from './explore-context.ts';
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

/** A run with what is left of it; `undefined` if it never got as far as the clients, or nothing is known of how it would have ended. */
export async function judgedRun<Image>(
  aimed: AimedProgram,
  run: TogetherRun<Image>,
  {
    host,
    survives,
    reopener,
    refusesExisting,
  }: Pick<ExploreContext<Image>, 'host' | 'survives' | 'reopener' | 'refusesExisting'>,
): Promise<JudgedRun | undefined> {
  const { capabilities } = run;
  if (!run.opened.ok || !run.setup.ok || capabilities === undefined) return undefined;
  // Where time is real, whoever has not come back might still do so.
  if (run.end !== 'done' && !host.abilities.has('virtual-time')) return undefined;
  const over = (run.end === 'done' || aimed.judgement === 'poison') && run.stray === undefined;
  const reopened = survives && over ? await reopener.reopen(run.image, aimed.program) : undefined;
  return { aimed, capabilities, refusesExisting, run, history: run.history, ...(reopened === undefined ? {} : { reopened }) };
}

/** The same, had everything been killed at a point. */
export async function crashedRun<Image>(
  aimed: AimedProgram,
  run: TogetherRun<Image>,
  crash: CrashPoint,
  { reopener, refusesExisting }: Pick<ExploreContext<Image>, 'reopener' | 'refusesExisting'>,
): Promise<JudgedRun | undefined> {
  const { capabilities } = run;
  if (capabilities === undefined) return undefined;
  const { image, history } = run.imageAt(crash);
  const reopened = await reopener.reopen(image, aimed.program);
  return { aimed, capabilities, refusesExisting, run, crash, history, reopened };
}
