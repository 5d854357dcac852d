import { WITHOUT } from '../../harness/host/ability.ts';
import { EndlessTrials } from '../../harness/suite/endless-trials.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import { survivesReopening } from '../acknowledgement.ts';
import type { OneClientContext, OneClientEvent } from '../one-client-run.ts';
import { Assessor, type Found } from './assessor.ts';
import { coreOfIdentity, coreOfTrial, type IdentityCore } from './counterexample-core.ts';
import type { Deviation } from './deviation.ts';
import type { Judged } from './deviations.ts';
import type { LivedTrial } from './live-trial.ts';
import { namesOfFiles } from './names-of-files.ts';
import type { IdentityRequirement } from './requirement.ts';
import { showsEarlierLives } from './shows-earlier-lives.ts';
import { shrinkIdentity } from './shrink.ts';
import type { Trial } from './trial.ts';
import { aliasTrial, besideTrial, foreignTrials, forkTrials, idTrial, idTrials, longTrials, payloadTrials } from './trials.ts';

export type IdentityRunContext<Image> = OneClientContext<Image, IdentityRequirement>;
export type IdentityEvent = OneClientEvent<IdentityCore>;

/** Each costs some lives; on real processes those are dear. */
const MOST_ATTEMPTS = { cheap: 400, dear: 24 } as const;
/** Of one trial, deviations that are traced to what they come from. */
const MOST_TRACED = { cheap: 40, dear: 4 } as const;
const TRIALS_BETWEEN_PROGRESS = 25;

/**
 * Runs the suite: ids that are easily taken for one another, odd and escaping ones, payloads, objects that the caller changes, a second
 * store. Each requirement fails at most once, with the smallest trial that was found. Equal runs give equal events.
 */
export async function* runIdentity<Image>(context: IdentityRunContext<Image>): AsyncGenerator<IdentityEvent> {
  const run = new IdentityRun(context);
  yield* run.trials();
  yield run.tally('done');
}

class IdentityRun<Image> {
  readonly #context: IdentityRunContext<Image>;
  readonly #traits: StoreTraits;
  readonly #assessor: Assessor<Image>;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #statistics = { workloads: 0, lives: 0, identities: 0 };
  readonly #reserved = new Set<string>();
  readonly #endless: EndlessTrials;
  #open: readonly IdentityRequirement[];
  #total = 0;
  #signsLost = false;

  constructor(context: IdentityRunContext<Image>) {
    const { host, claims, capabilities, requirements, endless } = context;
    this.#context = context;
    this.#endless = new EndlessTrials(endless);
    this.#traits = { claims, capabilities };
    this.#assessor = new Assessor(host, claims);
    this.#open = requirements.filter(({ id }) => !this.#endless.requirements.has(id));
  }

  async *trials(): AsyncGenerator<IdentityEvent> {
    if (this.#open.length === 0) return;
    const { host, effort, seed } = this.#context;
    const plan = { cheap: host.abilities.has('repeats'), effort, seed };
    const payloads = payloadTrials(plan, this.#traits);
    // Before anything else, while its memory is still empty: a store whose modules keep sessions cannot be judged by lives in one process.
    const beside = besideTrial(this.#traits);
    yield* this.#try(beside);
    if (this.#isBroken('IDENT-7') && host.abilities.has('repeats') && (await showsEarlierLives(host, beside))) {
      yield* this.#withdraw();
      return;
    }
    const ownNames = await namesOfFiles(host, idTrial(['plain-1'], this.#traits));
    const ids = idTrials({ ...plan, ownNames }, this.#traits);
    const forks = this.#traits.capabilities.methods.includes('fork') ? forkTrials(this.#traits) : [];
    const long = host.abilities.has('limits-strings') && survivesReopening(this.#traits.claims) ? longTrials(this.#traits) : [];
    const all = [aliasTrial(this.#traits), ...forks, ...long, ...ids, ...payloads];
    this.#total = all.length + 1;
    for (const [index, trial] of all.entries()) {
      if (index % TRIALS_BETWEEN_PROGRESS === 0) yield this.tally('progress');
      yield* this.#try(trial);
    }
    yield* this.#foreignValues();
    yield* this.#reservedFields();
    yield* this.#withoutLongStrings();
  }

  /** Held against a store that claims to look at every value; of others it is told. Such values do not pass from one process to another. */
  async *#foreignValues(): AsyncGenerator<IdentityEvent> {
    const { host, claims } = this.#context;
    if (!host.abilities.has('repeats') || !this.#open.some(({ id }) => id === 'IDENT-4')) return;
    const changed: string[] = [];
    for (const { name, trial } of foreignTrials(this.#traits)) {
      if (claims.values === 'exact') yield* this.#try(trial);
      else if (await this.#isChanged(trial)) changed.push(name);
    }
    if (changed.length === 0) return;
    const message = `Values that JSON has no form for are accepted, and come back as something else or not at all: ${changed.join(', ')}.`;
    const hint = "Refuse them with an error, and claim `values: 'exact'` to have that judged.";
    yield { type: 'finding', finding: { code: 'CW_VALUES_CHANGED', level: 'note', message, hint } };
  }

  async #isChanged(trial: Trial): Promise<boolean> {
    this.#context.onPlace?.(trial.operations);
    const { deviations } = await this.#assessor.assess(trial);
    for (const deviation of deviations.slice(0, 1)) {
      if ((await this.#assessor.grounded({ trial, deviation })) !== undefined) return true;
    }
    return false;
  }

  tally(type: 'progress' | 'done'): IdentityEvent {
    return {
      type,
      totalWorkloads: Math.max(this.#total, this.#statistics.workloads),
      checked: { ...this.#checked },
      statistics: { ...this.#statistics },
    };
  }

  async *#try(trial: Trial): AsyncGenerator<IdentityEvent> {
    // A requirement fails once; from then on it is not looked at.
    if (!this.#open.some((requirement) => requirement.concerns(trial))) return;
    const { onPlace, requirements, host } = this.#context;
    const core = coreOfTrial(trial, IF_ENDLESS);
    if (this.#endless.includes(core)) return;
    const requirement = BROKEN_BY_LOOP[trial.kind];
    onPlace?.(trial.operations, requirement === undefined ? undefined : { requirement, core });
    const assessed = await this.#assessor.assess(trial);
    this.#statistics.workloads++;
    this.#statistics.identities +=
      trial.kind === 'payload' || trial.kind === 'ordinary' || trial.kind === 'foreign'
        ? trial.operations.length
        : trial.sessions.length;
    this.#statistics.lives += assessed.lived.lives.length;
    for (const requirement of requirements) {
      if (requirement.concerns(trial) && wasTried(assessed.lived))
        this.#checked[requirement.id] = (this.#checked[requirement.id] ?? 0) + 1;
    }
    if (host.abilities.has('repeats')) yield* this.#lostSigns(assessed);
    for (const name of assessed.reserved) this.#reserved.add(name);
    yield* this.#judge(trial, assessed.deviations);
  }

  async *#judge(trial: Trial, deviations: readonly Deviation[]): AsyncGenerator<IdentityEvent> {
    const seen = new Set<string>();
    let traced = 0;
    const mostTraced = this.#context.host.abilities.has('repeats') ? MOST_TRACED.cheap : MOST_TRACED.dear;
    for (const deviation of deviations) {
      // One of a kind in a trial is enough, but each session may be another case.
      const name = `${deviation.kind} ${'session' in deviation ? deviation.session : ''}`;
      if (seen.has(name) || this.#open.length === 0) continue;
      seen.add(name);
      if (!this.#open.some((requirement) => mayBreak(requirement, deviation))) continue;
      if (traced++ >= mostTraced) return;
      const found = await this.#assessor.grounded({ trial, deviation });
      if (found !== undefined) yield* this.#fail(found);
    }
  }

  async *#fail(found: Found): AsyncGenerator<IdentityEvent> {
    const requirement = this.#open.find((candidate) => candidate.isBrokenBy(found.deviation));
    if (requirement === undefined) return;
    const mostAttempts = this.#context.host.abilities.has('repeats') ? MOST_ATTEMPTS.cheap : MOST_ATTEMPTS.dear;
    const shrunk = await shrinkIdentity(found, requirement, { assessor: this.#assessor, mostAttempts });
    this.#open = this.#open.filter(({ id }) => id !== requirement.id);
    yield { type: 'failure', requirement: requirement.id, core: coreOfIdentity(shrunk) };
  }

  #isBroken(id: string): boolean {
    return this.#context.requirements.some((requirement) => requirement.id === id) && !this.#open.some((one) => one.id === id);
  }

  *#withdraw(): Generator<IdentityEvent> {
    const reason =
      'the store keeps sessions in its modules, and shows them in later lives of the same process (IDENT-7); `--host process` gives every life a process of its own';
    for (const { id } of this.#open) yield { type: 'not-testable', requirement: id, reason };
    this.#open = [];
  }

  /** Where strings cannot be kept short it would take half a gigabyte, of every store: nobody's run is the less whole for it. */
  *#withoutLongStrings(): Generator<IdentityEvent> {
    if (this.#context.host.abilities.has('limits-strings')) return;
    for (const { id, concerns } of this.#open)
      if (concerns(LONG)) yield { type: 'not-applicable', requirement: id, reason: WITHOUT['limits-strings'] };
  }

  *#lostSigns({ lostSigns }: Judged): Generator<IdentityEvent> {
    if (this.#signsLost || lostSigns.length === 0) return;
    this.#signsLost = true;
    const message = 'A number that was stored as -0 comes back as 0. That is what JSON.stringify makes of it.';
    yield { type: 'finding', finding: { code: 'CW_NEGATIVE_ZERO', level: 'note', message } };
  }

  *#reservedFields(): Generator<IdentityEvent> {
    if (this.#reserved.size === 0) return;
    const names = [...this.#reserved].map((name) => `\`${name}\``).join(', ');
    const message = `Fields of these names do not come back as they were stored: ${names}. The store seems to keep them for itself.`;
    const hint = 'Keep what the caller stores below a key of its own, or refuse such a field with an error.';
    yield { type: 'finding', finding: { code: 'CW_RESERVED_FIELD', level: 'warning', message, hint } };
  }
}

/** What a store breaks that never comes back from a trial, where only ids or only payloads can be to blame. */
const BROKEN_BY_LOOP: { readonly [K in Trial['kind']]?: string } = {
  ids: 'IDENT-3',
  payload: 'IDENT-4',
  ordinary: 'IDENT-4',
  foreign: 'IDENT-4',
  fork: 'IDENT-8',
  long: 'IDENT-9',
};
/** Of the kind that only a host with `limits-strings` tries. */
const LONG: Trial = { kind: 'long', operations: [], reopenBefore: [], sessions: [], looks: 'ends' };
const IF_ENDLESS = { expected: 'Every call comes back, or refuses what it was given.', observed: LOOPED };

/** A session that goes wrong among others may turn out to go wrong alone. */
function mayBreak(requirement: IdentityRequirement, deviation: Deviation): boolean {
  return (
    requirement.isBrokenBy(deviation) ||
    (deviation.kind === 'confused' && requirement.isBrokenBy({ ...deviation, kind: 'unusable' }))
  );
}

function wasTried({ lives }: LivedTrial<unknown>): boolean {
  return lives.some(({ life }) => life.report.opened.ok);
}
