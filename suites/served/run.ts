import type { Operation } from '../../harness/model/operation.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { SuiteContext, SuiteEvent, SuiteTally } from '../../harness/suite/suite.ts';
import { coreOf } from './counterexample-core.ts';
import { cutsOf } from './cut-plan.ts';
import { playOnce } from './play-trial.ts';
import type { Played } from './played.ts';
import type { ServerRequirement } from './requirement.ts';
import type { Trial } from './trial.ts';
import { plainTrials, switchedTrials } from './trials.ts';
import { changes, following, made, retried } from './workloads.ts';

/** What a suite of stores on a server has of its own. */
export interface ServedRun {
  /** Of its counterexamples. */
  readonly scenario: string;
  readonly requirements: readonly ServerRequirement[];
}

/** Runs a suite. Each requirement fails at most once. Equal runs give equal events. */
export async function* runServed(context: SuiteContext<ServedSubject>, own: ServedRun): AsyncGenerator<SuiteEvent> {
  const run = new ServerRun(context, own);
  yield* run.trials();
  yield { type: 'done', ...run.tally() };
}

const TRIALS_BETWEEN_PROGRESS = 20;

class ServerRun {
  readonly #context: SuiteContext<ServedSubject>;
  readonly #scenario: string;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #tallies = { workloads: 0, cuts: 0 };
  #total = 0;
  /** Those that have not failed yet. */
  #open: readonly ServerRequirement[];

  constructor(context: SuiteContext<ServedSubject>, { scenario, requirements }: ServedRun) {
    this.#context = context;
    this.#scenario = scenario;
    this.#open = requirements.filter(({ id }) => context.requirements.includes(id));
  }

  tally(): SuiteTally & { readonly totalWorkloads: number } {
    const { workloads } = this.#tallies;
    return { totalWorkloads: Math.max(this.#total, workloads), checked: { ...this.#checked }, tallies: { ...this.#tallies } };
  }

  async *trials(): AsyncGenerator<SuiteEvent> {
    const { subject } = this.#context;
    const plain = plainTrials(subject).filter((trial) => this.#wants(trial));
    const switched = switchedTrials(subject).filter((trial) => this.#wants({ ...trial, switchAt: 0 }));
    const cuts = yield* this.#plannedCuts();
    // Of those with two clients one can say beforehand only that there are two switches at least.
    this.#total = this.#tallies.workloads + cuts.length + plain.length + 2 * switched.length;
    for (const trial of [...cuts, ...plain]) {
      if (this.#wants(trial)) yield* this.#try(trial);
    }
    for (const [index, trial] of switched.entries()) {
      yield* this.#switches(trial);
      this.#total = this.#tallies.workloads + 2 * (switched.length - index - 1);
    }
  }

  /** Every exchange of opening and of each operation, with everything that may befall it: seen where nothing befalls them. */
  async *#plannedCuts(): AsyncGenerator<SuiteEvent, Trial[]> {
    const { subject, effort } = this.#context;
    const { capabilities } = subject;
    const before = made(capabilities);
    const keyed = subject.claims.idempotencyKey === undefined ? [] : retried(capabilities);
    const planned: Trial[] = [];
    if (!this.#open.some(({ kinds }) => kinds.includes('cut'))) return planned;
    for (const [index, change] of [...changes(capabilities), ...keyed].entries()) {
      const operations: Operation[] = [...before, change, following(capabilities)];
      const whole = yield* this.#try({ kind: 'cut', operations });
      // What comes before is the same in each of these workloads.
      const from = index === 0 ? 0 : (whole.counted?.[before.length] ?? 0);
      const events = whole.events.filter((event) => event.type === 'request').slice(0, whole.counted?.[before.length + 1]);
      const cuts = cutsOf(events, from, effort).map((cut): Trial => ({ kind: 'cut', operations, cut }));
      planned.push(...cuts.filter((trial) => this.#wants(trial)));
    }
    return planned;
  }

  /** The second client goes on after each number of the first one's requests: none, one, and so on up to all. */
  async *#switches(trial: Omit<Trial, 'switchAt'>): AsyncGenerator<SuiteEvent> {
    let requests = 1;
    for (let switchAt = 0; switchAt <= requests && this.#wants({ ...trial, switchAt }); switchAt++) {
      const { counted } = yield* this.#try({ ...trial, switchAt });
      requests = Math.max(requests, counted?.[0] ?? 0);
    }
  }

  #concerned(trial: Trial): ServerRequirement[] {
    return this.#open.filter(({ kinds, concerns }) => kinds.includes(trial.kind) && concerns?.(trial) !== false);
  }

  #wants(trial: Trial): boolean {
    return this.#concerned(trial).length > 0;
  }

  async *#try(trial: Trial): AsyncGenerator<SuiteEvent, Played> {
    const { subject, onPlace } = this.#context;
    onPlace(trial.operations);
    const played = await playOnce(subject.host, trial, subject.capabilities);
    this.#tallies.workloads++;
    if (trial.cut !== undefined) this.#tallies.cuts++;
    if (this.#tallies.workloads % TRIALS_BETWEEN_PROGRESS === 0) yield { type: 'progress', ...this.tally() };
    if (played.untested !== undefined) return played;
    const concerned = this.#concerned(trial);
    // Where nothing is cut it is only seen what could be.
    const isPlain = trial.kind === 'cut' && trial.cut === undefined;
    if (!isPlain) for (const { id } of concerned) this.#checked[id] = (this.#checked[id] ?? 0) + 1;
    for (const requirement of concerned) {
      const deviation = played.deviations.find((one) => requirement.isBrokenBy(one, trial));
      if (deviation === undefined) continue;
      this.#open = this.#open.filter(({ id }) => id !== requirement.id);
      yield { type: 'failure', requirement: requirement.id, core: coreOf(this.#scenario, trial, deviation) };
    }
    return played;
  }
}
