import { bytesOfData } from '../../harness/crash/bytes-of-data.ts';
import { RecentlyUsed } from '../../harness/crash/recently-used.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Reopened, TogetherHost, TogetherRun } from '../../harness/host/together.ts';
import type { Program } from '../../harness/model/program.ts';
import { BoundedSearch } from '../../harness/schedule/bounded-search.ts';
import { Random } from '../../harness/schedule/random.ts';
import type { Scheduler } from '../../harness/schedule/scheduler.ts';
import { schedulerOf, strategyOf } from '../../harness/schedule/strategies/mix.ts';
import { type Death, mortal } from '../../harness/schedule/strategies/mortal.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import { attempts } from './attempts.ts';
import type { JudgedRun } from './judged-run.ts';
import { overtakingRuns } from './overtaking.ts';
import type { AimedProgram, Shares } from './requirement.ts';

/** How many schedules of one program are tried. */
export interface Budget {
  /** Of those with few preemptions, one by one, fewest first. */
  readonly bounded: number;
  readonly preemptions: 0 | 1 | 2;
  /** At random, by every strategy in turn. */
  readonly random: number;
  /** In every n-th run everything is killed somewhere too; 0: never. */
  readonly crashEvery: number;
  /** Where there are no schedules because time is real: how often the program is run. */
  readonly attempts: number;
}

export interface ExploreContext<Image> {
  readonly host: TogetherHost<Image>;
  readonly seed: number;
  readonly budget: Budget;
  /** What is acknowledged is on disk, at the latest when everything is at rest. */
  readonly survives: boolean;
  readonly reopener: Reopener<Image>;
  readonly refusesExisting: boolean;
  /** Told of each run before it begins, should it never end. */
  readonly onRun?: (() => void) | undefined;
}

/** A run that can be judged, or, without `judged`, one that came to nothing. */
export interface Trial {
  readonly run: TogetherRun<unknown>;
  readonly judged?: JudgedRun;
}

const USUAL: Shares = { bounded: 1, random: 1 };

/** Runs a program under many schedules, each followed by a look at what is left. Where time is simulated, equal seeds give equal trials. */
export async function* explore<Image>(aimed: AimedProgram, context: ExploreContext<Image>): AsyncGenerator<Trial> {
  if (!context.host.virtualTime) {
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
  let steps = 1;
  const alone = aimed.judgement === 'poison' || clients === 1;
  const bounded = alone ? 1 : Math.ceil(budget.bounded * shares.bounded);
  for (let tried = 0; tried < bounded; tried++) {
    const next = search.next();
    if (next === undefined) break;
    const trial = yield* trials.next(next);
    if (trial === undefined) return;
    steps = Math.max(steps, trial.run.steps.length);
    search.ran(next, trial.run.steps);
  }
  if (alone) return;
  for (let tried = 0; tried < budget.random * shares.random; tried++) {
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

  constructor(aimed: AimedProgram, context: ExploreContext<Image>) {
    this.#aimed = aimed;
    this.#context = context;
    this.#random = new Random(context.seed + 1);
  }

  /** `undefined`: the program cannot be run at all. */
  async *next(scheduler: Scheduler): AsyncGenerator<Trial, Trial | undefined> {
    const { host, budget, onRun, survives } = this.#context;
    onRun?.();
    const run = await host.runTogether(this.#aimed.program, { scheduler, sessions: sessionsOf(this.#aimed.program) });
    const judged = await judgedRun(this.#aimed, run, this.#context);
    const trial: Trial = { run, ...(judged === undefined ? {} : { judged }) };
    yield trial;
    if (judged === undefined) return undefined;
    const { crashEvery } = budget;
    if (survives && crashEvery > 0 && this.#aimed.judgement !== 'poison' && this.#tried++ % crashEvery === 0) {
      const first = run.changesBefore(0);
      const changes = first + this.#random.below(run.changesBefore(run.steps.length) - first + 1);
      const crashed = await crashedRun(this.#aimed, run, { changes }, this.#context);
      if (crashed !== undefined) yield { run, judged: crashed };
    }
    return trial;
  }
}

/** A run with what is left of it; `undefined` if it never got as far as the clients. */
export async function judgedRun<Image>(
  aimed: AimedProgram,
  run: TogetherRun<Image>,
  { survives, reopener, refusesExisting }: Pick<ExploreContext<Image>, 'survives' | 'reopener' | 'refusesExisting'>,
): Promise<JudgedRun | undefined> {
  const { capabilities } = run;
  if (!run.opened.ok || !run.setup.ok || capabilities === undefined) return undefined;
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

export function sessionsOf({ setup, clients }: Program): string[] {
  const operations = [...setup, ...clients.flatMap((client) => client.operations)];
  return [...new Set(operations.flatMap((operation) => ('session' in operation ? [operation.session] : [])))];
}

const MOST_KNOWN_BYTES = 16_000_000;

/** Opens the store on what a run left, once for each different disk. */
export class Reopener<Image> {
  readonly #host: Host<Image>;
  readonly #known = new RecentlyUsed<Reopened>(MOST_KNOWN_BYTES);

  constructor(host: Host<Image>) {
    this.#host = host;
  }

  async reopen(image: Image, program: Program): Promise<Reopened> {
    const sessions = sessionsOf(program);
    const key = `${sessions.join('\0')}\0${await this.#host.hash(image)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const incarnation = 1 + Math.max(0, ...program.instances.map(({ process }) => process));
    const { report } = await this.#host.live(image, { steps: [{ do: 'snapshot', sessions }] }, { incarnation });
    const { read = {}, listed } = report.snapshots[0] ?? {};
    const reopened = { opened: report.opened, read, ...(listed === undefined ? {} : { listed }) };
    this.#known.set(key, reopened, bytesOfData(reopened));
    return reopened;
  }
}
