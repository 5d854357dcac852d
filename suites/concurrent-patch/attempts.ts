import type { TogetherHost, TogetherRun } from '../../harness/host/together.ts';
import { type Scheduler, WAIT } from '../../harness/schedule/scheduler.ts';
import type { ExploreContext } from './explore-context.ts';
import type { JudgedRun } from './judged-run.ts';
import type { AimedProgram } from './requirement.ts';
import { sessionsOf } from './sessions-of.ts';
import type { Trial } from './trial.ts';

/** A hang takes ten seconds, and says nothing for certain. */
export const MOST_HANGS = 2;
/** Of the own time for one program: a store whose clients wait for each other takes longer than others. */
const MS_PER_ATTEMPT = 100;
/** Of a program in which a process dies: another one has to be started for the next attempt. */
const MORTAL_SHARE = 1 / 3;

/** Why a program cannot be tried in real time; `undefined` where it can be, or where time is simulated. */
export function notInRealTime<Image>(
  { program, judgement }: AimedProgram,
  host: Pick<TogetherHost<Image>, 'abilities' | 'cannotRun'>,
): string | undefined {
  if (host.abilities.has('virtual-time')) return undefined;
  if (judgement === 'overtaking') return 'in real processes nobody can be held in the midst of an operation';
  return host.cannotRun?.(program);
}

/** Runs a program again and again where real time decides who goes on when. */
export async function* attempts<Image>(aimed: AimedProgram, context: ExploreContext<Image>): AsyncGenerator<Trial> {
  const { budget, onRun } = context;
  const { program, shares } = aimed;
  const fewer = Math.min(shares?.random ?? 1, program.deaths === undefined ? 1 : MORTAL_SHARE);
  // Two of them are enough where nobody races: one on a slow disk, one on a fast one.
  const most = program.clients.length === 1 ? 2 : Math.ceil(budget.attempts * fewer);
  let leftMs = budget.attempts * MS_PER_ATTEMPT;
  let hangs = 0;
  for (let tried = 0; tried < most && (tried < 2 || leftMs > 0) && hangs < MOST_HANGS; tried++) {
    onRun?.(program, NOBODY);
    const trial = await attempt(aimed, context, tried);
    leftMs -= trial.run.spentMs ?? 0;
    yield trial;
    if (!ranAtAll(trial.run)) return;
    if (trial.run.end !== 'done') hangs++;
  }
}

/** An attempt, and what is left of it. Where somebody did not come back it comes to nothing: they might still do so. */
export async function attempt<Image>(
  aimed: AimedProgram,
  { host, survives, seed, refusesExisting }: Pick<ExploreContext<Image>, 'host' | 'survives' | 'seed' | 'refusesExisting'>,
  tried: number,
  { fresh = false } = {},
): Promise<{ readonly run: TogetherRun<Image>; readonly judged?: JudgedRun }> {
  const { program } = aimed;
  const plan = { scheduler: NOBODY, sessions: sessionsOf(program), seed: seed * 7919 + tried, reopen: survives, fresh };
  const run = await host.runTogether(program, plan);
  const { capabilities, history, reopened } = run;
  if (!ranAtAll(run) || run.end !== 'done' || capabilities === undefined) return { run };
  return { run, judged: { aimed, capabilities, refusesExisting, run, history, ...(reopened === undefined ? {} : { reopened }) } };
}

function ranAtAll({ opened, setup }: Pick<TogetherRun<unknown>, 'opened' | 'setup'>): boolean {
  return opened.ok && setup.ok;
}

/** Nobody asks it. */
const NOBODY: Scheduler = { next: () => WAIT };
