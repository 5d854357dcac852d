import type { Effort } from '../../harness/model/effort.ts';
import { randomRegistryRuns } from '../../harness/model/registry/generate.ts';
import type { RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import type { SuiteContext, SuiteEvent } from '../../harness/suite/suite.ts';
import { type Assessed, assess } from './assess.ts';
import { crashedLives, knownCases, MANY_ROUNDS } from './cases.ts';
import { coreOfTruth, type FoundDeviation } from './counterexample-core.ts';
import { play } from './play.ts';
import type { TruthRequirement } from './requirement.ts';
import { TRUTH_REQUIREMENTS } from './requirements.ts';
import { shrinkTruth } from './shrink.ts';

/** How much is tried beside the known cases. Counts, never times, so that equal runs are equal. */
const PLANS: { readonly [E in Effort]: { readonly random: number; readonly length: number; readonly mostCrashes: number } } = {
  quick: { random: 40, length: 24, mostCrashes: 8 },
  default: { random: 400, length: 40, mostCrashes: 40 },
  thorough: { random: 4_000, length: 60, mostCrashes: 400 },
};
const RUNS_BETWEEN_PROGRESS = 25;

/**
 * Runs the suite: the mistakes that registries are known for, lives that are killed at each of their changes, and random ones. Each requirement fails at
 * most once, with the smallest run that was found.
 */
export async function* runTruth(context: SuiteContext<RegistrySubject>): AsyncGenerator<SuiteEvent> {
  const run = new TruthRun(context);
  yield* run.all();
  yield run.tally('done');
}

class TruthRun {
  readonly #context: SuiteContext<RegistrySubject>;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #tallies = { workloads: 0, questions: 0, crashes: 0 };
  #open: readonly TruthRequirement[];
  #total = 0;

  constructor(context: SuiteContext<RegistrySubject>) {
    this.#context = context;
    this.#open = TRUTH_REQUIREMENTS.filter(({ id }) => context.requirements.includes(id));
  }

  async *all(): AsyncGenerator<SuiteEvent> {
    const { subject, effort, seed } = this.#context;
    const plan = PLANS[effort];
    const known = knownCases(subject.claims);
    const random = randomRegistryRuns(subject.claims, { count: plan.random, length: plan.length, seed });
    this.#total = known.length + random.length;
    for (const operations of known) yield* this.#try(operations);
    yield* this.#crashes(plan.mostCrashes);
    for (const operations of random) yield* this.#try(operations);
  }

  tally(type: 'progress' | 'done'): SuiteEvent {
    const totalWorkloads = Math.max(this.#total, this.#tallies.workloads);
    return { type, totalWorkloads, checked: { ...this.#checked }, tallies: { ...this.#tallies } };
  }

  /** Each life once whole, and killed at each change that it then made. */
  async *#crashes(most: number): AsyncGenerator<SuiteEvent> {
    const { subject } = this.#context;
    for (const { life, after } of crashedLives(subject.claims)) {
      if (this.#open.length === 0) return;
      const { lives } = await play(subject, life);
      const changes = lives[0]?.changes.length ?? 0;
      const points = thinned(changes + 1, most);
      this.#total += points.length;
      for (const point of points) {
        this.#tallies.crashes++;
        yield* this.#try([...life, { op: 'kill', changes: point }, ...after]);
      }
    }
  }

  async *#try(operations: readonly RegistryOperation[]): AsyncGenerator<SuiteEvent> {
    // A requirement fails once; from then on it is not looked at.
    if (this.#open.length === 0) return;
    const { subject, onPlace, requirements } = this.#context;
    if (this.#tallies.workloads % RUNS_BETWEEN_PROGRESS === 0) yield this.tally('progress');
    onPlace(operations);
    const assessed = await assess(subject, operations);
    this.#tallies.workloads++;
    this.#tallies.questions += questionsIn(assessed);
    for (const { id, concerns } of TRUTH_REQUIREMENTS)
      if (requirements.includes(id) && concerns(operations)) this.#checked[id] = (this.#checked[id] ?? 0) + 1;
    for (const requirement of this.#open) {
      const deviation = assessed.deviations.find((candidate) => requirement.isBrokenBy(candidate));
      if (deviation !== undefined) yield* this.#fail({ operations, deviation }, requirement);
    }
  }

  async *#fail(found: FoundDeviation, requirement: TruthRequirement): AsyncGenerator<SuiteEvent> {
    const { subject } = this.#context;
    const confirmed = found.operations.some(({ op }) => op === 'rounds') ? await manyRounds(subject, found, requirement) : found;
    if (confirmed === undefined) return;
    const shrunk = await shrinkTruth(subject, confirmed, requirement);
    this.#open = this.#open.filter(({ id }) => id !== requirement.id);
    yield { type: 'failure', requirement: requirement.id, core: coreOfTruth(shrunk) };
  }
}

/** A log that is compacted now and then has left as much of a few launches; of many it has not. */
async function manyRounds(
  subject: RegistrySubject,
  found: FoundDeviation,
  requirement: TruthRequirement,
): Promise<FoundDeviation | undefined> {
  const { deviations } = await assess(subject, MANY_ROUNDS);
  return deviations.some((deviation) => requirement.isBrokenBy(deviation)) ? found : undefined;
}

function questionsIn({ played }: Assessed<unknown>): number {
  return played.steps.filter(({ outcome }) => outcome.how === 'done' && outcome.answer.is !== 'nothing').length;
}

/** So many of the numbers from 0 up to `count`, evenly, the first and the last among them. */
function thinned(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}
