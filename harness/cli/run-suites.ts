import { claimedModels, unclaimedModels } from '../../suites/crash-injection/requirement.ts';
import { CRASH_REQUIREMENTS } from '../../suites/crash-injection/requirements.ts';
import { type CrashRunContext, type CrashRunEvent, runCrashInjection, type Tally } from '../../suites/crash-injection/run.ts';
import { TORN_REQUIREMENTS } from '../../suites/torn-read/requirements.ts';
import { runTornRead, type TornTally } from '../../suites/torn-read/run.ts';
import { THOROUGH_LOSSES, USUAL_LOSSES } from '../crash/power-loss/power-loss-points.ts';
import type { ReadingHost } from '../host/reading.ts';
import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { Finding, Statistics } from '../verdict/report.ts';
import type { FailureCore } from './suites.ts';

export interface SuitesContext<Image>
  extends Pick<CrashRunContext<Image>, 'claims' | 'capabilities' | 'effort' | 'seed' | 'onPlace'> {
  readonly host: ReadingHost<Image>;
  /** Ids of those that apply and are switched on. */
  readonly requirements: readonly string[];
  /** Those that were asked for, claimed or not. */
  readonly models: readonly PersistenceModelName[];
  readonly depth: 1 | 2;
  readonly plan?: NonNullable<CrashRunContext<Image>['plan']>;
}

/** What has been done so far, by all suites. */
export interface WholeTally {
  readonly checked: { readonly [requirement: string]: number };
  readonly checkedUnder: Tally['checkedUnder'];
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
  /** How many crashes the store was observed under, of those that it claims nothing of. */
  | { readonly type: 'observed'; readonly under: { readonly [M in PersistenceModelName]?: number } }
  | ({ readonly type: 'done'; readonly endedEarly?: string } & WholeTally);

/** Runs every suite that the requirements belong to, then tries what the store does not claim. Equal runs give equal events. */
export async function* runSuites<Image>(context: SuitesContext<Image>): AsyncGenerator<SuitesEvent> {
  const run = new SuitesRun(context);
  yield* run.crashInjection();
  if (run.endedEarly === undefined) yield* run.tornRead();
  if (run.endedEarly === undefined) yield* run.observe();
  yield run.done();
}

class SuitesRun<Image> {
  endedEarly: string | undefined;
  readonly #context: SuitesContext<Image>;
  #crash: Tally = { checked: {}, checkedUnder: {}, statistics: { workloads: 0, images: 0, distinctImages: 0, recoveries: 0 } };
  #torn: Pick<TornTally, 'checked' | 'statistics'> = {
    checked: {},
    statistics: { workloads: 0, images: 0, distinctImages: 0, recoveries: 0 },
  };
  #crashWorkloads = 0;

  constructor(context: SuitesContext<Image>) {
    this.#context = context;
  }

  async *crashInjection(): AsyncGenerator<SuitesEvent> {
    const { requirements: ids, models, claims } = this.#context;
    const requirements = CRASH_REQUIREMENTS.filter(({ id }) => ids.includes(id));
    if (requirements.length === 0) return;
    const events = runCrashInjection({ ...this.#crashContext(), requirements, models: claimedModels(claims, models) });
    for await (const event of events) {
      if (event.type === 'progress') {
        this.#crash = event;
        this.#crashWorkloads = event.totalWorkloads;
        yield { type: 'progress', totalWorkloads: event.totalWorkloads, ...this.#tally() };
      } else if (event.type === 'done') {
        this.#crash = event;
        this.endedEarly = event.endedEarly;
      } else yield told(event);
    }
  }

  async *tornRead(): AsyncGenerator<SuitesEvent> {
    const { requirements: ids, host, claims, capabilities, effort, seed } = this.#context;
    const requirements = TORN_REQUIREMENTS.filter(({ id }) => ids.includes(id));
    if (requirements.length === 0) return;
    const failed = new Set<string>();
    for await (const event of runTornRead({ host, claims, capabilities, effort, seed, requirements })) {
      if (event.type === 'failure') {
        failed.add(event.requirement);
        yield { ...event, observed: false };
      } else if (event.type === 'finding') yield event;
      else {
        this.#torn = event;
        if (event.type === 'progress')
          yield { type: 'progress', totalWorkloads: this.#crashWorkloads + event.totalWorkloads, ...this.#tally() };
        else {
          this.endedEarly = event.endedEarly;
          if (event.noOtherProcess !== undefined) {
            const open = requirements.filter(({ id }) => !failed.has(id));
            yield* unread(open, host, event.noOtherProcess);
          }
        }
      }
    }
  }

  /** Tries what the store does not claim, on short workloads: its failures are told, and accuse nobody. */
  async *observe(): AsyncGenerator<SuitesEvent> {
    const { claims, models: asked } = this.#context;
    const models = unclaimedModels(claims, asked);
    if (models.length === 0) return;
    const requirements = CRASH_REQUIREMENTS.filter(({ under }) => under === 'power-loss');
    const assumed = { ...claims, survives: 'power-loss' } as const;
    const context = { ...this.#crashContext(), claims: assumed, requirements, models, effort: 'quick' } as const;
    for await (const event of runCrashInjection(context)) {
      if (event.type === 'failure') yield { ...event, observed: true };
      if (event.type === 'done') yield { type: 'observed', under: event.checkedUnder['CRASH-8'] ?? {} };
    }
  }

  done(): SuitesEvent {
    return { type: 'done', ...this.#tally(), ...(this.endedEarly === undefined ? {} : { endedEarly: this.endedEarly }) };
  }

  #crashContext() {
    const { host, claims, capabilities, effort, seed, depth, plan, onPlace } = this.#context;
    const losses = { ...(effort === 'thorough' ? THOROUGH_LOSSES : USUAL_LOSSES), omitted: depth };
    return { host, claims, capabilities, effort, seed, depth: losses, onPlace, ...(plan === undefined ? {} : { plan }) };
  }

  #tally(): WholeTally {
    const { checked, checkedUnder, statistics } = this.#crash;
    const torn = this.#torn;
    return {
      checked: { ...checked, ...torn.checked },
      checkedUnder,
      statistics: {
        ...statistics,
        workloads: statistics.workloads + torn.statistics.workloads,
        readers: torn.statistics.distinctImages,
      },
    };
  }
}

/** Without readers in other processes some of the requirements are about nobody; on a host that has no others, all of them. */
function* unread<Image>(
  requirements: readonly { readonly id: string }[],
  { readWithin }: ReadingHost<Image>,
  reason: string,
): Generator<SuitesEvent> {
  for (const { id } of requirements) {
    if (id === 'TORN-5' || readWithin === undefined) yield { type: 'not-applicable', requirement: id, reason };
  }
}

function told(event: Exclude<CrashRunEvent, { type: 'progress' | 'done' }>): SuitesEvent {
  if (event.type === 'failure') return { ...event, observed: false };
  if (event.type === 'finding') return event;
  const message = `${event.operation} was refused although nothing was wrong (${event.error}); workloads with it were judged up to there.`;
  return { type: 'finding', finding: { code: 'CW_OPERATION_REJECTED', level: 'warning', message } };
}
