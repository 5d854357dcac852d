import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { EndlessCrashes } from '../../harness/crash/endless-crashes.ts';
import { type Crash, type CrashCase, type ExploreOptions, explore } from '../../harness/crash/explore.ts';
import { killsThenLosses } from '../../harness/crash/kill-then-loss.ts';
import { lifeOf } from '../../harness/crash/killed-life.ts';
import { allows, type LossDepth } from '../../harness/crash/power-loss/kept-sets.ts';
import { POWER_LOSS_MODELS, type PowerLossModelName } from '../../harness/crash/power-loss/models.ts';
import { lossDepth } from '../../harness/crash/power-loss/power-loss-points.ts';
import { RecoveryCache } from '../../harness/crash/recovery-cache.ts';
import { momentOf } from '../../harness/disk/disk-log.ts';
import type { Host } from '../../harness/host/host.ts';
import { describeProblem, type Problem } from '../../harness/host/problem.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { hasHugePayload, plannedWorkloads, WORKLOAD_PLANS, type WorkloadPlan } from '../../harness/model/workload.ts';
import type { FoundBy } from '../../harness/suite/suite.ts';
import { NEXT_LIVES, type NextLife, type PersistenceModelName } from '../../harness/verdict/counterexample.ts';
import type { Effort, Finding } from '../../harness/verdict/report.ts';
import { attribute } from './attribute.ts';
import { check, type Evidence } from './check.ts';
import type { CounterexampleCore } from './counterexample-core.ts';
import { coreOfDebris, coreOfEvidence } from './counterexample-core.ts';
import { debrisFailures, repeatableWorkloads } from './debris.ts';
import { keptEmptyWorkloads } from './empty-workloads.ts';
import { hasHung } from './hang.ts';
import { killedWorkloads } from './killed-workloads.ts';
import { type CrashRequirement, judges } from './requirement.ts';
import { shrink } from './shrink.ts';
import { leastLoss } from './shrink-loss.ts';

const DAY_MS = 24 * 3_600_000;
/** From a workload to the last look at what came of it. */
const LONGEST_BETWEEN_LIVES_MS = 50 * DAY_MS;

export interface CrashRunContext<Image> {
  readonly host: Host<Image>;
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
  /** Those that apply and are switched on. */
  readonly requirements: readonly CrashRequirement[];
  readonly effort: Effort;
  /** Those under which the requirements are judged, as far as each is about them. */
  readonly models: readonly PersistenceModelName[];
  readonly depth?: LossDepth;
  /** What is tried at this effort; by default that of `WORKLOAD_PLANS`, which is made for hosts that live thousands of lives a second. */
  readonly plan?: WorkloadPlan;
  readonly seed: number;
  readonly onPlace?: ExploreOptions['onPlace'];
  /** See `SuiteContext.endless`. */
  readonly endless?: readonly FoundBy<CounterexampleCore>[];
}

export type CrashRunEvent =
  | ({ readonly type: 'progress'; readonly totalWorkloads: number } & Tally)
  /** Once for each requirement and model; `core.models` are all those that it settles. */
  | { readonly type: 'failure'; readonly requirement: string; readonly core: CounterexampleCore }
  /** An operation that the store refused although nothing was wrong: its workloads were judged up to there. */
  | { readonly type: 'rejected'; readonly operation: Operation['op']; readonly error: string }
  | { readonly type: 'finding'; readonly finding: Finding }
  | ({
      readonly type: 'done';
      /** Why the run ended before all was tried, if it did. */
      readonly endedEarly?: string;
    } & Tally);

/** What has been done so far, or in all. */
export interface Tally {
  /** How many crashes each requirement was checked on. */
  readonly checked: { readonly [requirement: string]: number };
  /** The same by persistence model. */
  readonly checkedUnder: { readonly [requirement: string]: { readonly [M in PersistenceModelName]?: number } };
  readonly statistics: {
    readonly workloads: number;
    /** Crash images before and after removing duplicates. */
    readonly images: number;
    readonly distinctImages: number;
    /** Recoveries performed, replays and shrinking not counted. */
    readonly recoveries: number;
  };
}

/** A store that hangs after this many crashes has shown what it does; each hang costs ten minutes of simulated time. */
const MOST_HANGS = 5;

/** Workloads with a huge payload under power loss, below thorough effort. */
const MOST_HUGE_LOSSES = 2;

const NOT_REPEATED: Finding = {
  code: 'CW_DEBRIS_UNDECIDED',
  level: 'note',
  message:
    'A hundred crashes in a row, a day apart, were not tried: here no day passes. Of CRASH-7 only that debris never shows up as a session was checked.',
  hint: 'On --host simulated days pass in no time.',
};

/** Runs the suite: every workload, every crash, every requirement; failures as they are found, shrunk. Equal runs give equal events. */
export async function* runCrashInjection<Image>(context: CrashRunContext<Image>): AsyncGenerator<CrashRunEvent> {
  const run = new CrashRun(context);
  yield* run.crashWorkloads();
  yield* run.killsThenLosses();
  yield* run.repeatCrashes();
  yield* run.undecided();
  yield run.done();
}

class CrashRun<Image> {
  readonly #context: CrashRunContext<Image>;
  readonly #cache = new RecoveryCache();
  readonly #options: Omit<ExploreOptions, 'fromOperation'>;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #checkedUnder: { [requirement: string]: { [M in PersistenceModelName]?: number } } = {};
  readonly #covered = new Set<string>();
  readonly #open: OpenQuestions;
  #workloads = 0;
  #hangs = 0;
  #hugeLosses = 0;

  constructor(context: CrashRunContext<Image>) {
    this.#context = context;
    this.#open = new OpenQuestions(context.requirements, context.models);
    const thorough = context.effort === 'thorough';
    const { endless = [] } = context;
    for (const { requirement, core } of endless) this.#open.close(requirement, core.models);
    this.#options = {
      claims: context.claims,
      models: context.models,
      tears: thorough ? 'all' : 'some',
      depth: context.depth ?? lossDepth(context.effort, !context.host.abilities.has('repeats')),
      cache: this.#cache,
      wanted: (model) => this.#open.of(model).length > 0,
      onPlace: context.onPlace,
      endless: new EndlessCrashes(endless.map(({ core }) => core)),
    };
  }

  async *crashWorkloads(): AsyncGenerator<CrashRunEvent> {
    const { host, capabilities, effort, seed, plan = WORKLOAD_PLANS[effort] } = this.#context;
    const empty = host.abilities.has('repeats') ? await keptEmptyWorkloads(host, this.#context) : [];
    const workloads = [...plannedWorkloads(plan, capabilities, seed), ...empty];
    const rejected = new Set<string>();
    const misbehaviours = new Map<string, Finding>();
    const onMisbehaviour: ExploreOptions['onMisbehaviour'] = (problem, operations) => {
      if (!misbehaviours.has(problem.kind)) misbehaviours.set(problem.kind, misbehaviourFinding(problem, operations));
    };
    for (const [index, operations] of workloads.entries()) {
      yield { type: 'progress', totalWorkloads: workloads.length, ...this.#tally() };
      this.#workloads++;
      let last: CrashCase | undefined;
      for await (const crashCase of explore(host, operations, {
        ...this.#options,
        models: this.#modelsFor(operations),
        nextLife: this.#nextLife(index),
        onMisbehaviour,
        fromOperation: this.#coveredUpTo(operations),
      })) {
        yield* this.#judge(crashCase);
        if (crashCase.point.failedSync === undefined) last = crashCase;
        if (this.#hangs >= MOST_HANGS) return;
      }
      const refusal = last === undefined ? undefined : refusalOf(last);
      if (refusal !== undefined && !rejected.has(refusal.operation)) {
        rejected.add(refusal.operation);
        yield refusal;
      }
      // One is enough: a store that does this in one workload does it in many, each at the cost of a hang.
      if (misbehaviours.size > 0) break;
    }
    for (const finding of misbehaviours.values()) yield { type: 'finding', finding };
  }

  /** By turns a day later, within minutes and after 40 days: what goes by dates or ages shows at one of them. */
  #nextLife(workload: number): NextLife | undefined {
    const { host, claims } = this.#context;
    // What may be gone by then says nothing. Nor does a store whose lives follow soon, since it would not keep its sessions for a day.
    if ((claims.retention ?? LONGEST_BETWEEN_LIVES_MS) < LONGEST_BETWEEN_LIVES_MS) return undefined;
    if (host.betweenLivesMs !== undefined && host.betweenLivesMs < DAY_MS) return undefined;
    const turn = workload % (NEXT_LIVES.length + 1);
    return host.abilities.has('virtual-time') && turn > 0 ? NEXT_LIVES[turn - 1] : undefined;
  }

  /** Huge payloads take a hundred times as long, and power loss shows what it does on the second one as on the twentieth. */
  #modelsFor(operations: readonly Operation[]): readonly PersistenceModelName[] {
    const { models, effort } = this.#context;
    if (effort === 'thorough' || !hasHugePayload(operations) || this.#hugeLosses++ < MOST_HUGE_LOSSES) return models;
    return models.filter((model) => model === 'process-kill');
  }

  /** A kill, and then a power loss that takes what the next process had believed. */
  async *killsThenLosses(): AsyncGenerator<CrashRunEvent> {
    const { host, capabilities, claims, models } = this.#context;
    if (!models.some((model) => model !== 'process-kill') || this.#hangs >= MOST_HANGS) return;
    for (const workload of killedWorkloads(capabilities, claims)) {
      this.#workloads++;
      for await (const crash of killsThenLosses(host, workload, this.#options)) {
        yield* this.#judge(crash, ({ under }) => under === 'power-loss');
        if (this.#hangs >= MOST_HANGS) return;
      }
    }
  }

  async *repeatCrashes(): AsyncGenerator<CrashRunEvent> {
    const { host, capabilities, onPlace, endless = [] } = this.#context;
    // What a store sweeps by age is swept a day later, and here no day passes.
    if (!host.abilities.has('virtual-time')) return;
    // One that never comes back from a kill does not come back from a hundred.
    if (endless.some(({ core }) => core.models.includes('process-kill'))) return;
    for (const operations of repeatableWorkloads(capabilities)) {
      if (this.#hangs >= MOST_HANGS || !this.#open.of('process-kill').some(({ id }) => id === 'CRASH-7')) return;
      onPlace?.(operations);
      for await (const result of debrisFailures(host, operations)) {
        this.#count('CRASH-7', 'process-kill');
        if (result === 'checked') continue;
        yield this.#fail('CRASH-7', coreOfDebris(result));
        break;
      }
    }
  }

  /** What a host in real time could not find out. */
  *undecided(): Generator<CrashRunEvent> {
    const { host, requirements } = this.#context;
    if (host.abilities.has('virtual-time')) return;
    if (requirements.some(({ id }) => id === 'CRASH-7')) yield { type: 'finding', finding: NOT_REPEATED };
    if (this.#hangs > 0) {
      const message = `After ${this.#hangs} of the crashes the store had not come back in time. Whether it ever would is not known, so nothing was concluded from these.`;
      yield {
        type: 'finding',
        finding: { code: 'CW_HANG_UNDECIDED', level: 'note', message, hint: 'On --host simulated ten minutes pass in no time.' },
      };
    }
  }

  #tally(): Tally {
    const { images, distinctImages, recoveries } = this.#cache.statistics;
    return {
      checked: { ...this.#checked },
      checkedUnder: structuredClone(this.#checkedUnder),
      statistics: { workloads: this.#workloads, images, distinctImages, recoveries },
    };
  }

  done(): CrashRunEvent {
    return {
      type: 'done',
      ...this.#tally(),
      ...(this.#hangs < MOST_HANGS
        ? {}
        : { endedEarly: `the store hung after ${this.#hangs} crashes, so the rest was not tried` }),
    };
  }

  async *#judge(
    crashCase: Crash<Image>,
    isAsked: (requirement: CrashRequirement) => boolean = () => true,
  ): AsyncGenerator<CrashRunEvent> {
    const { host, claims, requirements } = this.#context;
    const { model } = crashCase;
    for (const requirement of requirements.filter(isAsked)) {
      if (judges(requirement, model) && (requirement.concerns?.(crashCase) ?? true)) this.#count(requirement.id, model);
    }
    if (host.abilities.has('virtual-time') ? hung(crashCase) : hasHung(crashCase.recovery)) this.#hangs++;
    for (const evidence of await check(crashCase, this.#open.of(model).filter(isAsked), { host, claims })) {
      const shrunk = await this.#shrink(evidence);
      yield this.#fail(evidence.requirement.id, await this.#explained(shrunk));
    }
  }

  /** The counterexample, with all the models under which it is one, and why. */
  async #explained(evidence: Evidence): Promise<CounterexampleCore> {
    const { host, requirements } = this.#context;
    const repaired = requirements.filter(({ id, under }) => under === 'power-loss' || id === evidence.requirement.id);
    const attribution = await attribute(evidence, { host, options: this.#options, requirements: repaired });
    const core = { ...coreOfEvidence(evidence), ...(attribution === undefined ? {} : { attribution }) };
    const { point, model, operations } = evidence.crashCase;
    if (point.lost === undefined || point.failedSync !== undefined) return core;
    const log = (await lifeOf(this.#context.host, operations, point)).diskLog?.();
    if (log === undefined) return core;
    const moment = momentOf(log, point.changes, point.syncs ?? 0);
    const isPossible = (other: PowerLossModelName): boolean =>
      allows(log, POWER_LOSS_MODELS[other].rules(log), moment, point.lost ?? []);
    const models = this.#context.models.filter((other) => {
      if (other === 'process-kill') return false;
      // A disk that fails is a disk: what ext4 may lose it may lose too.
      if (other === 'failed-fsync') return isPossible('ext4');
      return other === model || isPossible(other);
    });
    return { ...core, models };
  }

  #count(requirement: string, model: PersistenceModelName): void {
    this.#checked[requirement] = (this.#checked[requirement] ?? 0) + 1;
    const under = this.#checkedUnder[requirement] ?? {};
    this.#checkedUnder[requirement] = under;
    under[model] = (under[model] ?? 0) + 1;
  }

  #shrink(evidence: Evidence): Promise<Evidence> {
    const { host, capabilities } = this.#context;
    // Its workload is as small as can be.
    if (evidence.crashCase.point.killed !== undefined) return leastLoss(evidence, { host, capabilities, options: this.#options });
    return shrink(evidence, { host, capabilities, options: this.#options });
  }

  /** A requirement fails once under a model; from then on it is not looked at there. */
  #fail(requirement: string, core: CounterexampleCore): CrashRunEvent {
    this.#open.close(requirement, core.models);
    return { type: 'failure', requirement, core };
  }

  /** The first operation whose crash points no earlier workload with the same beginning has covered. Notes this one as covered. */
  #coveredUpTo(operations: readonly Operation[]): number {
    let covered = 0;
    let key = '';
    for (const [index, operation] of operations.entries()) {
      key += JSON.stringify(operation);
      if (this.#covered.has(key) && covered === index && index < operations.length - 1) covered = index + 1;
      this.#covered.add(key);
    }
    return covered;
  }
}

/** Which requirements are still asked of which models. */
class OpenQuestions {
  readonly #byModel: Map<PersistenceModelName, readonly CrashRequirement[]>;

  constructor(requirements: readonly CrashRequirement[], models: readonly PersistenceModelName[]) {
    this.#byModel = new Map(models.map((model) => [model, requirements.filter((requirement) => judges(requirement, model))]));
  }

  of(model: PersistenceModelName): readonly CrashRequirement[] {
    return this.#byModel.get(model) ?? [];
  }

  /** A process kill is the mildest crash: what fails there needs no telling under which file systems it fails too. */
  close(requirement: string, models: readonly PersistenceModelName[]): void {
    for (const [model, open] of this.#byModel) {
      if (!models.includes(model) && !models.includes('process-kill')) continue;
      this.#byModel.set(
        model,
        open.filter(({ id }) => id !== requirement),
      );
    }
  }
}

/** What a store may never do, crash or no crash; it makes every verdict doubtful. */
function misbehaviourFinding(problem: Problem, operations: readonly Operation[]): Finding {
  const codes: { [K in Problem['kind']]: string } = {
    threw: 'CW_STORE_CLOSE_FAILED',
    hung: 'CW_STORE_HANGS',
    exited: 'CW_STORE_EXITED',
    uncaught: 'CW_STORE_UNCAUGHT',
    'unhandled-rejection': 'CW_STORE_UNHANDLED_REJECTION',
    'wrong-result': 'CW_STORE_SHAPE',
    'unreadable-result': 'CW_STORE_SHAPE',
  };
  return {
    code: codes[problem.kind],
    level: 'error',
    message: `Without any crash, during ${operations.map(({ op }) => op).join(', ')}, the store ${describeProblem(problem)}.`,
  };
}

function hung({ recovery: { first } }: CrashCase): boolean {
  const problems = [first.opened, first.closed].flatMap((outcome) => (outcome?.ok === false ? [outcome.problem] : []));
  problems.push(...(first.followUp?.problems ?? []).map(({ problem }) => problem));
  return problems.some(({ kind }) => kind === 'hung');
}

function refusalOf({ operations, statuses, trace }: CrashCase): Extract<CrashRunEvent, { type: 'rejected' }> | undefined {
  const index = statuses.indexOf('rejected');
  const operation = operations[index];
  const refusal = trace.find((entry) => entry.type === 'reject');
  if (operation === undefined || refusal?.type !== 'reject') return undefined;
  return { type: 'rejected', operation: operation.op, error: refusal.error ?? 'no reason given' };
}
