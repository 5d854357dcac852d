import { PATCH_REQUIREMENTS } from '../../suites/concurrent-patch/requirements.ts';
import { type PatchTally, runConcurrentPatch } from '../../suites/concurrent-patch/run.ts';
import { claimedModels, unclaimedModels } from '../../suites/crash-injection/requirement.ts';
import { CRASH_REQUIREMENTS } from '../../suites/crash-injection/requirements.ts';
import { type CrashRunContext, type CrashRunEvent, runCrashInjection, type Tally } from '../../suites/crash-injection/run.ts';
import type { SuiteTally } from '../../suites/suite-run.ts';
import { TORN_REQUIREMENTS } from '../../suites/torn-read/requirements.ts';
import { runTornRead, type TornTally } from '../../suites/torn-read/run.ts';
import { THOROUGH_LOSSES, USUAL_LOSSES } from '../crash/power-loss/power-loss-points.ts';
import { limitText } from '../host/own-time/time-limits.ts';
import { countOf } from '../report/count.ts';
import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { Finding, Statistics } from '../verdict/report.ts';
import { type JudgingHost, togetherHost } from './judging-host.ts';
import { SINGLE_CLIENT_SUITES } from './single-client-suites.ts';
import type { FailureCore } from './suites.ts';
import type { RunPlace, Stage } from './watched-place.ts';

export interface SuitesContext<Image> extends Pick<CrashRunContext<Image>, 'claims' | 'capabilities' | 'effort' | 'seed'> {
  readonly host: JudgingHost<Image>;
  /** Ids of those that apply and are switched on. */
  readonly requirements: readonly string[];
  /** Those that were asked for, claimed or not. */
  readonly models: readonly PersistenceModelName[];
  readonly depth: 1 | 2;
  /** The claims are not the store's own: what they ask for is tried to see how far it goes. */
  readonly assumed?: boolean;
  readonly plan?: NonNullable<CrashRunContext<Image>['plan']>;
  /** Told before each thing that is tried, and when a stage begins. */
  readonly onPlace?: (place: RunPlace) => void;
}

/** What has been done so far, by all suites. */
export interface WholeTally {
  readonly checked: { readonly [requirement: string]: number };
  readonly checkedUnder: Tally['checkedUnder'];
  readonly schedulesAt: PatchTally['schedulesAt'];
  readonly statistics: Statistics;
}

/** What the suites tell, one after the other: as events of one run. */
export type SuitesEvent =
  | ({ readonly type: 'progress'; readonly totalWorkloads: number } & WholeTally)
  /** `observed`: the store does not claim it. */
  | { readonly type: 'failure'; readonly requirement: string; readonly core: FailureCore; readonly observed: boolean }
  | { readonly type: 'finding'; readonly finding: Finding }
  /** That a requirement does not apply showed only when it was tried. */
  | { readonly type: 'not-applicable'; readonly requirement: string; readonly reason: string }
  /** It applies, and nothing sound can be said of it where the store runs. */
  | { readonly type: 'not-testable'; readonly requirement: string; readonly reason: string }
  /** Everything that the store is judged by has been tried. After this it is only observed. */
  | ({ readonly type: 'done'; readonly endedEarly?: string } & WholeTally)
  /** How many crashes the store was observed under, of those that it claims nothing of. */
  | { readonly type: 'observed'; readonly under: { readonly [M in PersistenceModelName]?: number } };

/** Runs every suite that the requirements belong to, then tries what the store does not claim. Equal runs give equal events. */
export async function* runSuites<Image>(context: SuitesContext<Image>): AsyncGenerator<SuitesEvent> {
  const run = new SuitesRun(context);
  yield* run.crashInjection();
  if (run.endedEarly === undefined) yield* run.tornRead();
  if (run.endedEarly === undefined) yield* run.concurrentPatch();
  if (run.endedEarly === undefined) yield* run.ofOneClient();
  yield run.done();
  if (run.endedEarly === undefined) yield* run.observe();
}

class SuitesRun<Image> {
  endedEarly: string | undefined;
  readonly #context: SuitesContext<Image>;
  #crash: Tally = { checked: {}, checkedUnder: {}, statistics: { workloads: 0, images: 0, distinctImages: 0, recoveries: 0 } };
  #torn: Pick<TornTally, 'checked' | 'statistics'> = {
    checked: {},
    statistics: { workloads: 0, images: 0, distinctImages: 0, recoveries: 0 },
  };
  #patch: PatchTally = { checked: {}, schedulesAt: {}, statistics: { workloads: 0, schedules: 0, interleavings: 0 } };
  readonly #ofOneClient = new Map<Stage, SuiteTally>();
  #workloadsBefore = 0;
  /** Requirements that a process kill breaks. */
  readonly #killed = new Set<string>();

  constructor(context: SuitesContext<Image>) {
    this.#context = context;
  }

  async *crashInjection(): AsyncGenerator<SuitesEvent> {
    const { requirements: ids, models, claims } = this.#context;
    const requirements = CRASH_REQUIREMENTS.filter(({ id }) => ids.includes(id));
    if (requirements.length === 0) return;
    const events = runCrashInjection({
      ...this.#crashContext('crash-injection'),
      requirements,
      models: claimedModels(claims, models),
    });
    for await (const event of events) {
      if (event.type === 'progress') {
        this.#crash = event;
        this.#workloadsBefore = event.totalWorkloads;
        yield { type: 'progress', totalWorkloads: event.totalWorkloads, ...this.#tally() };
      } else if (event.type === 'done') {
        this.#crash = event;
        this.endedEarly = event.endedEarly;
      } else {
        if (event.type === 'failure' && event.core.models.includes('process-kill')) this.#killed.add(event.requirement);
        yield told(event);
      }
    }
  }

  async *tornRead(): AsyncGenerator<SuitesEvent> {
    const { requirements: ids, host, claims, capabilities, effort, seed } = this.#context;
    const requirements = TORN_REQUIREMENTS.filter(({ id }) => ids.includes(id));
    if (requirements.length === 0) return;
    const failed = new Set<string>();
    let totalWorkloads = 0;
    const tell = this.#placesIn('torn-read');
    const onPlace = ({ operations }: { operations: RunPlace['operations'] }): void => tell(operations);
    for await (const event of runTornRead({ host, claims, capabilities, effort, seed, requirements, onPlace })) {
      if (event.type === 'progress') totalWorkloads = event.totalWorkloads;
      if (event.type === 'failure') {
        failed.add(event.requirement);
        yield { ...event, observed: false };
      } else if (event.type === 'finding') yield event;
      else {
        this.#torn = event;
        if (event.type === 'progress')
          yield { type: 'progress', totalWorkloads: this.#workloadsBefore + event.totalWorkloads, ...this.#tally() };
        else {
          this.endedEarly = event.endedEarly;
          if (event.noOtherProcess !== undefined) {
            const open = requirements.filter(({ id }) => !failed.has(id));
            yield* unread(open, host, event.noOtherProcess);
          }
        }
      }
    }
    this.#workloadsBefore += totalWorkloads;
  }

  async *concurrentPatch(): AsyncGenerator<SuitesEvent> {
    const { requirements: ids, host, claims, capabilities, effort, seed, assumed = false } = this.#context;
    const requirements = PATCH_REQUIREMENTS.filter(({ id }) => ids.includes(id));
    if (requirements.length === 0) return;
    const { runTogether } = host;
    if (runTogether === undefined) {
      const reason = 'on this host nobody decides who goes on when';
      for (const { id } of requirements) yield { type: 'not-applicable', requirement: id, reason };
      return;
    }
    const tell = this.#placesIn('concurrent-patch');
    const onPlace = (operations: RunPlace['operations']): void => tell(operations);
    // Crashes in the middle tell something only where one client alone is known to survive them.
    const lostAlone = ALONE.some((id) => this.#killed.has(id));
    const crashes = claims.survives !== 'nothing' && !lostAlone && ALONE.every((id) => ids.includes(id));
    const together = togetherHost(host, runTogether);
    const events = runConcurrentPatch({
      host: together,
      // Nor is what was only assumed to be on disk looked for there once it's known not to be.
      claims: assumed && lostAlone ? { ...claims, survives: 'nothing' } : claims,
      ...{ capabilities, effort, seed, requirements, crashes, onPlace },
    });
    const before = this.#workloadsBefore;
    for await (const event of events) {
      if (event.type === 'failure') {
        yield { ...event, observed: false };
        continue;
      }
      if (event.type === 'not-applicable' || event.type === 'finding') {
        yield event;
        continue;
      }
      this.#patch = event;
      if (event.type === 'done' && event.hangs > 0) yield { type: 'finding', finding: hangsUndecided(event.hangs) };
      if (event.type !== 'progress') continue;
      this.#workloadsBefore = before + event.totalWorkloads;
      yield { type: 'progress', totalWorkloads: this.#workloadsBefore, ...this.#tally() };
    }
  }

  /** The suites in which nothing but one client, what happened to its files, and its disk go wrong. */
  async *ofOneClient(): AsyncGenerator<SuitesEvent> {
    const { requirements: ids, host, claims, capabilities, effort, seed } = this.#context;
    for (const suite of SINGLE_CLIENT_SUITES) {
      if (!suite.ids.some((id) => ids.includes(id))) continue;
      const tell = this.#placesIn(suite.name);
      const onPlace = (operations: RunPlace['operations']): void => tell(operations);
      const before = this.#workloadsBefore;
      for await (const event of suite.run({ host, claims, capabilities, effort, seed, onPlace }, ids)) {
        if (event.type === 'failure') yield { ...event, observed: false };
        else if (event.type === 'finding' || event.type === 'not-applicable' || event.type === 'not-testable') yield event;
        else {
          this.#ofOneClient.set(suite.name, event);
          this.#workloadsBefore = before + event.totalWorkloads;
          if (event.type === 'progress') yield { type: 'progress', totalWorkloads: this.#workloadsBefore, ...this.#tally() };
        }
      }
    }
  }

  /** Tries what the store does not claim, on short workloads: its failures are told, and accuse nobody. */
  async *observe(): AsyncGenerator<SuitesEvent> {
    const { claims, models: asked } = this.#context;
    const models = unclaimedModels(claims, asked);
    // Who asks for other suites alone wants to know nothing of crashes.
    if (models.length === 0 || !CRASH_REQUIREMENTS.some(({ id }) => this.#context.requirements.includes(id))) return;
    const requirements = CRASH_REQUIREMENTS.filter(({ under }) => under === 'power-loss');
    const assumed = { ...claims, survives: 'power-loss' } as const;
    const context = { ...this.#crashContext('observation'), claims: assumed, requirements, models, effort: 'quick' } as const;
    for await (const event of runCrashInjection(context)) {
      if (event.type === 'failure') yield { ...event, observed: true };
      if (event.type === 'done') yield { type: 'observed', under: event.checkedUnder['CRASH-8'] ?? {} };
    }
  }

  done(): SuitesEvent {
    return { type: 'done', ...this.#tally(), ...(this.endedEarly === undefined ? {} : { endedEarly: this.endedEarly }) };
  }

  /** For one stage. What was told of the one before it does not hold any more. */
  #placesIn(stage: Stage): NonNullable<CrashRunContext<Image>['onPlace']> {
    const tell = this.#context.onPlace ?? (() => {});
    tell({ stage, operations: [] });
    return (operations, point, model = 'process-kill') =>
      tell({ stage, operations, ...(point === undefined ? {} : { crash: { model, ...point } }) });
  }

  #crashContext(stage: Stage) {
    const { host, claims, capabilities, effort, seed, depth, plan } = this.#context;
    const onPlace = this.#placesIn(stage);
    const losses = { ...(effort === 'thorough' ? THOROUGH_LOSSES : USUAL_LOSSES), omitted: depth };
    return { host, claims, capabilities, effort, seed, depth: losses, onPlace, ...(plan === undefined ? {} : { plan }) };
  }

  #tally(): WholeTally {
    const { checked, checkedUnder, statistics } = this.#crash;
    const torn = this.#torn;
    const patch = this.#patch;
    const others = [...this.#ofOneClient.values()];
    const sum = (what: 'workloads' | 'damages' | 'faults' | 'identities'): number =>
      others.reduce((total, other) => total + (other.statistics[what] ?? 0), 0);
    return {
      checked: Object.assign({}, checked, torn.checked, patch.checked, ...others.map((other) => other.checked)),
      checkedUnder,
      schedulesAt: patch.schedulesAt,
      statistics: {
        ...statistics,
        workloads: statistics.workloads + torn.statistics.workloads + patch.statistics.workloads + sum('workloads'),
        readers: torn.statistics.distinctImages,
        schedules: patch.statistics.schedules,
        interleavings: patch.statistics.interleavings,
        damages: sum('damages'),
        faults: sum('faults'),
        identities: sum('identities'),
      },
    };
  }
}

/** A crash with one client is what these are about. */
const ALONE = ['CRASH-1', 'CRASH-2', 'CRASH-3', 'CRASH-4'];

/** Without readers in other processes some of the requirements are about nobody; on a host that has no others, all of them. */
function* unread<Image>(
  requirements: readonly { readonly id: string }[],
  { readWithin }: JudgingHost<Image>,
  reason: string,
): Generator<SuitesEvent> {
  for (const { id } of requirements) {
    if (id === 'TORN-5' || readWithin === undefined) yield { type: 'not-applicable', requirement: id, reason };
  }
}

function hangsUndecided(hangs: number): Finding {
  const message = `In ${countOf(hangs, 'race')} of clients somebody had not come back after ${limitText('call')} of real time; nothing was concluded from them.`;
  return { code: 'CW_HANG_UNDECIDED', level: 'note', message, hint: 'On --host simulated ten minutes pass in no time.' };
}

function told(event: Exclude<CrashRunEvent, { type: 'progress' | 'done' }>): SuitesEvent {
  if (event.type === 'failure') return { ...event, observed: false };
  if (event.type === 'finding') return event;
  const message = `${event.operation} was refused although nothing was wrong (${event.error}); workloads with it were judged up to there.`;
  return { type: 'finding', finding: { code: 'CW_OPERATION_REJECTED', level: 'warning', message } };
}
