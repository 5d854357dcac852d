import { WITHOUT } from '../../harness/host/ability.ts';
import type { StoreHost } from '../../harness/host/store-host.ts';
import { EndlessTrials } from '../../harness/suite/endless-trials.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import { survivesReopening } from '../acknowledgement.ts';
import type { OneClientContext, OneClientEvent } from '../one-client-run.ts';
import { type ApartCore, coreOfApart } from './apart/counterexample-core.ts';
import { APART, findApart } from './apart/find.ts';
import { ONE_CLOCK } from './apart/one-clock.ts';
import { apartPrograms, stillPrograms } from './apart/program.ts';
import { Assessor } from './assessor.ts';
import { type ClockCore, coreOfClock, coreOfTrial } from './counterexample-core.ts';
import type { LeaseCore } from './lease/counterexample-core.ts';
import { findLease } from './lease/find.ts';
import type { ClockRequirement } from './requirement.ts';
import { shrinkClock } from './shrink.ts';
import type { Trial } from './trial.ts';
import { trialsOf } from './trials.ts';

export interface ClockRunContext extends OneClientContext<unknown, ClockRequirement> {
  readonly host: StoreHost;
}
export type ClockEvent = OneClientEvent<ClockCore | ApartCore | LeaseCore>;

/** Each costs some lives; on real processes those are dear. */
const MOST_ATTEMPTS = { cheap: 400, dear: 24 } as const;

const IF_ENDLESS = { expected: 'Every call comes back, whatever the clock shows.', observed: LOOPED };

/**
 * Runs the suite: writes within one tick, a clock that is set back, sessions that are old. Each requirement fails at most once, with the smallest
 * trial that was found, and only where nothing goes wrong with a usual clock. Equal runs give equal events.
 */
export async function* runClock(context: ClockRunContext): AsyncGenerator<ClockEvent> {
  const run = new ClockRun(context);
  yield* run.trials();
  yield run.tally('done');
}

class ClockRun {
  readonly #context: ClockRunContext;
  readonly #assessor: Assessor<unknown>;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #statistics = { workloads: 0, lives: 0 };
  readonly #endless: EndlessTrials;
  readonly #failed = new Set<string>();
  #total = 0;

  constructor(context: ClockRunContext) {
    const { host, claims, endless } = context;
    this.#context = context;
    this.#assessor = new Assessor(host, claims);
    this.#endless = new EndlessTrials(endless);
  }

  async *trials(): AsyncGenerator<ClockEvent> {
    const { requirements, claims, capabilities, host } = this.#context;
    const setsClock = host.abilities.has('virtual-time');
    const plans = requirements
      .filter(({ id }) => !this.#endless.requirements.has(id))
      .map((requirement) => {
        const { kind } = requirement;
        const own = kind === 'apart' || kind === 'lease' ? kind : trialsOf(kind, { setsClock }, { claims, capabilities });
        return { requirement, trials: own };
      });
    this.#total = plans.reduce((sum, { trials }) => sum + (typeof trials === 'string' ? 1 : trials.length), 0);
    for (const { requirement, trials } of plans) {
      yield this.tally('progress');
      if (trials === 'apart') yield* this.#tryApart(requirement);
      else if (trials === 'lease') yield* this.#tryLease(requirement);
      else if (trials.length === 0) {
        const reason = survivesReopening(claims) ? NOTHING_TO_WRITE : WITHOUT['virtual-time'];
        yield { type: 'not-testable', requirement: requirement.id, reason };
      } else yield* this.#try(requirement, trials);
      if (requirement.kind === 'tick') yield* this.#tryStill(requirement);
    }
  }

  /** Those who write are two. Where one of them was told wrong already nothing more is asked. */
  async *#tryStill({ id }: ClockRequirement): AsyncGenerator<ClockEvent> {
    const { host, claims, capabilities, effort, seed, onPlace } = this.#context;
    const traits = { claims, capabilities };
    const programs = stillPrograms(traits).filter(({ inOneProcess }) => inOneProcess || host.noProcesses === undefined);
    if (programs.length === 0 || this.#failed.has(id) || !host.abilities.has('virtual-time')) return;
    onPlace?.([]);
    const onTold = (): void => {
      this.#checked[id] = (this.#checked[id] ?? 0) + 1;
    };
    this.#statistics.workloads++;
    const found = await findApart({ host, traits, effort, seed, programs, clocks: ['still'], onTold });
    if (found !== undefined) yield { type: 'failure', requirement: id, core: coreOfApart(found) };
  }

  async *#tryApart({ id }: ClockRequirement): AsyncGenerator<ClockEvent> {
    const { host, claims, capabilities, effort, seed, onPlace } = this.#context;
    if (!host.abilities.has('virtual-time')) {
      yield { type: 'not-applicable', requirement: id, reason: ONE_CLOCK };
      return;
    }
    if (host.noProcesses !== undefined) {
      yield { type: 'not-testable', requirement: id, reason: host.noProcesses };
      return;
    }
    onPlace?.([]);
    const traits = { claims, capabilities };
    const onTold = (): void => {
      this.#checked[id] = (this.#checked[id] ?? 0) + 1;
    };
    this.#statistics.workloads++;
    const found = await findApart({ host, traits, effort, seed, programs: apartPrograms(traits), clocks: APART, onTold });
    if (found !== undefined) yield { type: 'failure', requirement: id, core: coreOfApart(found) };
    else if (this.#checked[id] === undefined) yield { type: 'not-testable', requirement: id, reason: LOST_ANYHOW };
  }

  async *#tryLease({ id }: ClockRequirement): AsyncGenerator<ClockEvent> {
    const { host, claims, capabilities, onPlace } = this.#context;
    if (!host.abilities.has('virtual-time')) {
      yield { type: 'not-testable', requirement: id, reason: WITHOUT['virtual-time'] };
      return;
    }
    onPlace?.([]);
    this.#statistics.workloads++;
    const { core, checked, untested } = await findLease(host, { claims, capabilities });
    if (checked > 0) this.#checked[id] = checked;
    if (core !== undefined) yield { type: 'failure', requirement: id, core };
    else if (untested !== undefined) yield { type: 'not-testable', requirement: id, reason: untested };
  }

  tally(type: 'progress' | 'done'): ClockEvent {
    return { type, totalWorkloads: this.#total, checked: { ...this.#checked }, statistics: { ...this.#statistics } };
  }

  async *#try({ id }: ClockRequirement, trials: readonly Trial[]): AsyncGenerator<ClockEvent> {
    const { onPlace, host } = this.#context;
    for (const trial of trials) {
      const core = coreOfTrial(trial, IF_ENDLESS);
      if (this.#endless.includes(core)) continue;
      onPlace?.(trial.operations, { requirement: id, core });
      const { lived, deviations } = await this.#assessor.assess(trial);
      this.#statistics.workloads++;
      this.#statistics.lives += lived.lives.length;
      if (!lived.lives.some(({ life }) => life.report.opened.ok)) continue;
      const [deviation] = deviations;
      // Where the same goes wrong with a usual clock nothing can be said of this one.
      if (deviation !== undefined && !(await this.#assessor.goesWellUsually(trial))) continue;
      this.#checked[id] = (this.#checked[id] ?? 0) + 1;
      if (deviation === undefined) continue;
      const mostAttempts = host.abilities.has('repeats') ? MOST_ATTEMPTS.cheap : MOST_ATTEMPTS.dear;
      const shrunk = await shrinkClock({ trial, deviation }, { assessor: this.#assessor, mostAttempts });
      this.#failed.add(id);
      yield { type: 'failure', requirement: id, core: coreOfClock(shrunk) };
      return;
    }
    if (this.#checked[id] === undefined) yield { type: 'not-testable', requirement: id, reason: WITHOUT['round-trips'] };
  }
}

const LOST_ANYHOW = 'what two processes write is not all kept here, whatever their clocks show';
const NOTHING_TO_WRITE = 'the store has no operation that writes';
