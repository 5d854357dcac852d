import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Ability } from '../../harness/host/ability.ts';
import type { ReadingHost } from '../../harness/host/reading.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { EndlessTrials } from '../../harness/suite/endless-trials.ts';
import type { Trial } from '../../harness/suite/suite.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { Effort, Finding } from '../../harness/verdict/report.ts';
import type { BesideLimits } from './beside-schedules.ts';
import { checkReading } from './check.ts';
import { coreOfTornRead, type TornReadCore } from './counterexample-core.ts';
import { type ExploreLimits, type ExploreOptions, explore } from './explore.ts';
import { noOtherProcess } from './other-process.ts';
import type { ReaderSchedule } from './reader-schedule.ts';
import type { ReadingCase, Undecided } from './reading-case.ts';
import type { TornRequirement } from './requirement.ts';
import { shrinkTornRead } from './shrink.ts';
import { thinned } from './thinned.ts';
import { ONE_AFTER_THE_OTHER } from './within-schedules.ts';
import { isLarge, type PayloadClass, payloadClass, type TornWorkload, tornWorkloads } from './workloads.ts';

export interface TornRunContext<Image> {
  readonly host: ReadingHost<Image>;
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
  /** Those that apply and are switched on. */
  readonly requirements: readonly TornRequirement[];
  readonly effort: Effort;
  readonly seed: number;
  readonly onPlace?: ((workload: TornWorkload, point?: CrashPoint, trial?: Trial) => void) | undefined;
  /** See `SuiteContext.endless`. */
  readonly endless?: readonly Trial[];
}

export type TornRunEvent =
  | ({ readonly type: 'progress'; readonly totalWorkloads: number } & TornTally)
  | { readonly type: 'failure'; readonly requirement: string; readonly core: TornReadCore }
  | { readonly type: 'finding'; readonly finding: Finding }
  | ({ readonly type: 'done'; readonly endedEarly?: string } & TornTally);

/** What has been done so far, or in all. */
export interface TornTally {
  /** How many readers each requirement was checked on. */
  readonly checked: { readonly [requirement: string]: number };
  /** `images`: schedules of readers; `distinctImages`: those that told something; `recoveries`: stores that readers opened. */
  readonly statistics: {
    readonly workloads: number;
    readonly images: number;
    readonly distinctImages: number;
    readonly recoveries: number;
  };
  /** Schedules from which nothing could be concluded. */
  readonly undecided: { readonly [U in Undecided]: number };
  /** Why no readers in other processes are judged, if they are not. */
  readonly noOtherProcess?: string;
}

type Limits = { readonly [E in Effort]: ExploreLimits };

/** By what reading and writing cost: within one chunk of 512 KiB, of two, of several MiB. */
const LIMITS: { readonly [S in PayloadClass]: Limits } = {
  ordinary: {
    quick: { beside: { points: 12, advances: 16, primitives: 8 }, within: { places: 10, stops: 4 } },
    default: { beside: { points: 30, advances: 50, primitives: 16 }, within: { places: 12, stops: 6 } },
    thorough: { beside: { points: 100, advances: 600, primitives: 60 }, within: { places: 40, stops: 24 } },
  },
  chunked: {
    quick: { beside: { points: 8, advances: 6, primitives: 6 }, within: { places: 5, stops: 1 } },
    default: { beside: { points: 16, advances: 20, primitives: 16 }, within: { places: 8, stops: 3 } },
    thorough: { beside: { points: 60, advances: 200, primitives: 40 }, within: { places: 30, stops: 12 } },
  },
  large: {
    quick: { beside: { points: 6, advances: 2, primitives: 3 }, within: { places: 3, stops: 0 } },
    default: { beside: { points: 12, advances: 6, primitives: 6 }, within: { places: 4, stops: 1 } },
    thorough: { beside: { points: 60, advances: 60, primitives: 16 }, within: { places: 16, stops: 4 } },
  },
};

/** Where each reader takes two processes, which takes half a second. */
const PROCESS_LIMITS: ExploreLimits = { beside: { points: 6, advances: 0, primitives: 0 }, within: { places: 0, stops: 0 } };
const PROCESS_WORKLOADS: { readonly [E in Effort]: number } = { quick: 3, default: 6, thorough: 100 };

/** Where somebody decides who goes on when, between processes, and a reader takes a tenth of a second. */
const SCHEDULED_LIMITS: { readonly [S in PayloadClass]: Limits } = {
  ordinary: {
    quick: scheduled({ points: 8, advances: 8, primitives: 6 }),
    default: scheduled({ points: 12, advances: 16, primitives: 8 }),
    thorough: scheduled({ points: 40, advances: 100, primitives: 20 }),
  },
  chunked: {
    quick: scheduled({ points: 6, advances: 4, primitives: 4 }),
    default: scheduled({ points: 10, advances: 8, primitives: 6 }),
    thorough: scheduled({ points: 30, advances: 40, primitives: 16 }),
  },
  large: {
    quick: scheduled({ points: 4, advances: 1, primitives: 2 }),
    default: scheduled({ points: 6, advances: 2, primitives: 3 }),
    thorough: scheduled({ points: 20, advances: 10, primitives: 8 }),
  },
};
const SCHEDULED_WORKLOADS: { readonly [E in Effort]: number } = { quick: 5, default: 10, thorough: 100 };

function limitsOf(operations: readonly Operation[], effort: Effort, abilities: ReadonlySet<Ability>): ExploreLimits {
  if (abilities.has('repeats')) return LIMITS[payloadClass(operations)][effort];
  return abilities.has('schedules') ? SCHEDULED_LIMITS[payloadClass(operations)][effort] : PROCESS_LIMITS;
}

function scheduled(beside: BesideLimits): ExploreLimits {
  return { beside, within: { places: 0, stops: 0 } };
}

/** Readers that hang after this many times have shown what they do; each costs ten minutes of simulated time. */
const MOST_HANGS = 5;

const READERS: readonly ReaderSchedule['reader'][] = ['other-process', 'same-instance'];

/** Runs the suite: every workload, every reader, every requirement; failures as they are found, shrunk. Equal runs give equal events. */
export async function* runTornRead<Image>(context: TornRunContext<Image>): AsyncGenerator<TornRunEvent> {
  const run = new TornRun(context);
  yield* run.readers();
  yield run.done();
}

class TornRun<Image> {
  readonly #context: TornRunContext<Image>;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #statistics = { workloads: 0, images: 0, distinctImages: 0, recoveries: 0 };
  readonly #undecided = { disturbed: 0, busy: 0, hung: 0 };
  #open: readonly TornRequirement[];
  #noOtherProcess: string | undefined;
  #deadlocked = false;
  readonly #endless: EndlessTrials;

  constructor(context: TornRunContext<Image>) {
    this.#context = context;
    this.#endless = new EndlessTrials(context.endless ?? []);
    this.#open = context.requirements.filter(({ id }) => !this.#endless.requirements.has(id));
  }

  async *readers(): AsyncGenerator<TornRunEvent> {
    const { host, claims, capabilities, effort, seed, onPlace } = this.#context;
    if (this.#open.length === 0) return;
    this.#noOtherProcess = await noOtherProcess(host, claims, capabilities, onPlace);
    const readers = READERS.filter((reader) => reader === 'same-instance' || this.#noOtherProcess === undefined);
    const fewer = host.abilities.has('schedules') ? SCHEDULED_WORKLOADS : PROCESS_WORKLOADS;
    const workloads = host.abilities.has('repeats')
      ? tornWorkloads(effort, capabilities, claims, seed)
      : thinned(tornWorkloads('quick', capabilities, claims, seed), fewer[effort]);
    for (const workload of workloads) {
      yield { type: 'progress', totalWorkloads: workloads.length, ...this.#tally() };
      this.#statistics.workloads++;
      const large = isLarge(workload.operations);
      const limits = limitsOf(workload.operations, effort, host.abilities);
      // Once TORN-5 has failed, those of several MiB have nothing left to show.
      if (large && !this.#open.some(({ id }) => id === 'TORN-5')) continue;
      if (this.#open.length === 0) return;
      for await (const readingCase of explore(host, workload, { claims, readers, limits, onPlace, onReader: this.#onReader })) {
        yield* this.#judge(readingCase, workload.operations, limits);
        if (this.#undecided.hung >= MOST_HANGS) return;
      }
    }
  }

  /** In its own instance nobody but the store can be waited for; in another process it may be the writer, who stands still. */
  readonly #onReader: ExploreOptions['onReader'] = (workload, schedule) => {
    const { onPlace } = this.#context;
    if (schedule.turns === ONE_AFTER_THE_OTHER) {
      onPlace?.(workload);
      return true;
    }
    // Of those that wait so one is enough.
    if (this.#endless.requirements.size > 0) return false;
    const told = { expected: 'Every read comes back, and so does every write.', observed: LOOPED };
    const core: TornReadCore = { scenario: 'torn-read', operations: [...workload.operations], schedule, ...told };
    onPlace?.(workload, undefined, { requirement: isLarge(workload.operations) ? 'TORN-5' : 'TORN-2', core });
    return true;
  };

  done(): TornRunEvent {
    const ended = this.#undecided.hung >= MOST_HANGS;
    return {
      type: 'done',
      ...this.#tally(),
      ...(ended ? { endedEarly: `${MOST_HANGS} readers never came to an end, so the rest was not tried` } : {}),
    };
  }

  async *#judge(readingCase: ReadingCase, operations: readonly Operation[], limits: ExploreLimits): AsyncGenerator<TornRunEvent> {
    const { host, claims, capabilities, requirements } = this.#context;
    this.#statistics.images++;
    this.#statistics.recoveries++;
    if (readingCase.undecided !== undefined) {
      this.#undecided[readingCase.undecided]++;
      if (readingCase.undecided === 'hung') yield* this.#hang(readingCase);
      return;
    }
    this.#statistics.distinctImages++;
    for (const requirement of requirements) {
      if (requirement.concerns(readingCase)) this.#checked[requirement.id] = (this.#checked[requirement.id] ?? 0) + 1;
    }
    for (const evidence of checkReading(readingCase, this.#open, claims)) {
      const shrunk = await shrinkTornRead({ evidence, operations }, { host, claims, capabilities, limits });
      const { id } = evidence.requirement;
      // A requirement fails once; from then on it is not looked at.
      this.#open = this.#open.filter((requirement) => requirement.id !== id);
      yield { type: 'failure', requirement: id, core: coreOfTornRead(shrunk.evidence, shrunk.operations) };
    }
  }

  /** A call that waits for ever is wrong in the writer's own instance, whoever else is to blame elsewhere. */
  *#hang({ schedule, operations }: ReadingCase): Generator<TornRunEvent> {
    if (schedule.reader !== 'same-instance' || !this.#context.host.abilities.has('virtual-time') || this.#deadlocked) return;
    this.#deadlocked = true;
    const message = `With reads beside ${operations.map(({ op }) => op).join(', ')} in one instance, a call of the store never finished.`;
    yield { type: 'finding', finding: { code: 'CW_STORE_HANGS', level: 'error', message } };
  }

  #tally(): TornTally {
    return {
      checked: { ...this.#checked },
      statistics: { ...this.#statistics },
      undecided: { ...this.#undecided },
      ...(this.#noOtherProcess === undefined ? {} : { noOtherProcess: this.#noOtherProcess }),
    };
  }
}
