import type { Program } from '../../harness/model/program.ts';
import { BoundedSearch } from '../../harness/schedule/bounded-search.ts';
import { Random } from '../../harness/schedule/random.ts';
import type { Scheduler } from '../../harness/schedule/scheduler.ts';
import { schedulerOf, strategyOf } from '../../harness/schedule/strategies/mix.ts';
import { type Death, mortal } from '../../harness/schedule/strategies/mortal.ts';
import { attempts, MOST_HANGS } from './attempts.ts';
import type { ExploreContext } from './explore-context.ts';
import { isScheduled } from './is-scheduled.ts';
import { crashedRun, judgedRun } from './judged-run.ts';
import { overtakingRuns } from './overtaking.ts';
import type { AimedProgram, Shares } from './requirement.ts';
import { sessionsOf } from './sessions-of.ts';
import type { Trial } from './trial.ts';

const USUAL: Shares = { bounded: 1, random: 1 };
const MORTAL_SHARE = 1 / 2;

/** Runs a program under many schedules, each followed by a look at what is left. Where time is simulated, equal seeds give equal trials. */
export async function* explore<Image>(aimed: AimedProgram, context: ExploreContext<Image>): AsyncGenerator<Trial> {
  if (!isScheduled(context.host, aimed.program)) {
    yield* attempts(aimed, context);
    return;
  }
  if (aimed.judgement === 'overtaking') {
    yield* overtakingRuns(aimed, context);
    return;
  }
  const { budget, seed } = context;
  const trials = new Trials(aimed, context);
  const deaths = aimed.program.deaths?.length ?? 0;
  const clients = aimed.program.clients.length;
  const free = (actor: number) => actor >= clients && actor < clients + deaths;
  const search = new BoundedSearch({ preemptions: budget.preemptions, free, random: new Random(seed) });
  const { shares = USUAL } = aimed;
  // Another process has to be started for the next run.
  const fewer = deaths > 0 && !context.host.abilities.has('repeats') ? MORTAL_SHARE : 1;
  let steps = 1;
  const alone = aimed.judgement === 'poison' || clients === 1;
  const bounded = alone ? 1 : Math.ceil(budget.bounded * shares.bounded * fewer);
  for (let tried = 0; tried < bounded; tried++) {
    const next = search.next();
    if (next === undefined) break;
    const trial = yield* trials.next(next);
    if (trial === undefined) return;
    steps = Math.max(steps, trial.run.steps.length);
    search.ran(next, trial.run.steps);
  }
  if (alone) return;
  for (let tried = 0; tried < budget.random * shares.random * fewer; tried++) {
    const random = new Random(seed * 7919 + tried);
    const strategy = schedulerOf(strategyOf(tried), random, steps);
    const scheduler = mortal(strategy, deathsOf(aimed.program), random, Math.ceil(steps / clients));
    if ((yield* trials.next(scheduler)) === undefined) return;
  }
}

function deathsOf({ deaths = [], clients, instances }: Program): Death[] {
  return deaths.map((process, index) => ({
    actor: clients.length + index,
    victims: [...clients.keys()].filter((client) => instances[clients[client]?.instance ?? 0]?.process === process),
  }));
}

class Trials<Image> {
  readonly #aimed: AimedProgram;
  readonly #context: ExploreContext<Image>;
  readonly #random: Random;
  #tried = 0;
  #hangs = 0;

  constructor(aimed: AimedProgram, context: ExploreContext<Image>) {
    this.#aimed = aimed;
    this.#context = context;
    this.#random = new Random(context.seed + 1);
  }

  /** `undefined`: the program cannot be run at all, or takes too long. */
  async *next(scheduler: Scheduler): AsyncGenerator<Trial, Trial | undefined> {
    const { host, budget, onRun, survives } = this.#context;
    const { program } = this.#aimed;
    const told = onRun?.(program, scheduler) ?? scheduler;
    const run = await host.runTogether(program, { scheduler: told, sessions: sessionsOf(program) });
    const judged = await judgedRun(this.#aimed, run, this.#context);
    const trial: Trial = { run, ...(judged === undefined ? {} : { judged }) };
    yield trial;
    if (judged === undefined) return run.end !== 'done' && ++this.#hangs < MOST_HANGS ? trial : undefined;
    const { crashEvery } = budget;
    if (
      run.hidesChanges !== true &&
      survives &&
      crashEvery > 0 &&
      this.#aimed.judgement !== 'poison' &&
      this.#tried++ % crashEvery === 0
    ) {
      const first = run.changesBefore(0);
      const changes = first + this.#random.below(run.changesBefore(run.steps.length) - first + 1);
      const crashed = await crashedRun(this.#aimed, run, { changes }, this.#context);
      if (crashed !== undefined) yield { run, judged: crashed };
    }
    return trial;
  }
}
