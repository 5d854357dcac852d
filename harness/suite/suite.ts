import type { Claims } from '../contract/claims.ts';
import type { Ability } from '../host/ability.ts';
import type { Effort } from '../model/effort.ts';
import type { CallSite, CrashPoint, NamedOperation, PersistenceModelName, Timeline } from '../verdict/counterexample.ts';
import type { Level } from '../verdict/level.ts';
import type { Loss } from '../verdict/loss.ts';
import type { Replay } from '../verdict/replay.ts';
import type { Finding, ReportedClaims, RequirementReport } from '../verdict/report.ts';
import type { RequirementText } from '../verdict/requirement.ts';
import type { FailureCore } from './failure-core.ts';
import type { SuiteProbe } from './probe.ts';
import type { Scenario } from './scenario.ts';
import type { Subject } from './subject.ts';

/**
 * A suite is a value: what it requires, how it tries that, how a failure happens again, and how it is told. `judge/` runs a list of them
 * and knows none by name.
 */
export interface Suite<S extends Subject = Subject, Core extends FailureCore = FailureCore> {
  /** `crash-injection`: also the name of its folder, and what `--only` takes. */
  readonly name: string;
  /** The kind of subject that it judges. */
  readonly subject: S['kind'];
  /** That its requirements belong to, but for those that say otherwise. */
  readonly level: Level;
  /** When a user loses what its requirements guard, but for those that say otherwise. */
  readonly loss: Loss;
  /** In the order of the specification. */
  readonly requirements: readonly SuiteRequirement<S>[];
  /** Abilities of a host that all its requirements need, but for those that say otherwise. */
  readonly needs: readonly Ability[];
  /** What it counts, by name. */
  readonly tallies: { readonly [name: string]: TallyText };
  /** The kinds of counterexamples that it has, by `scenario`. No two suites share one. */
  readonly scenarios: { readonly [scenario: string]: Scenario<Core> };
  /** How a loop is told of that came up while it ran: `During` create, patch. */
  readonly during: string;
  /** Tries everything. Equal runs give equal events; the last one is `done`. */
  run(context: SuiteContext<S>): AsyncGenerator<SuiteEvent>;
  /** Facts that it finds out, for other suites. */
  readonly learns?: readonly string[];
  /** Facts that it wants to know: those suites that learn them are done before it begins. */
  readonly uses?: readonly string[];
  /** Tries what the subject does not claim. Its failures accuse nobody. */
  observe?(context: SuiteContext<S>): AsyncGenerator<SuiteEvent>;
  /** Whether there is anything that it would observe; absent where it observes nothing. */
  observes?(claims: ReportedClaims, asked: readonly PersistenceModelName[]): boolean;
  /** Runs exactly one counterexample again. */
  replay(subject: S, found: FoundBy<Core>, options: ReplayOptions): Promise<ReplayOutcome>;
  /** What was to be seen at each moment of a counterexample; `undefined` where there is nothing to go through. Adds no verdict. */
  timeline?(subject: S, found: FoundBy<Core>): Promise<Timeline | undefined>;
  /** How a failure of the simulated host can be made to happen in reality; `undefined` where nobody tries. */
  inReality?(core: Core): InReality | undefined;
  /** What it knows of guarantees that might be claimed; absent where none rests on it. */
  readonly probe?: SuiteProbe;
  /** What was not tried because it is not claimed, a sentence each, by the reports of its requirements. */
  untried?(claims: ReportedClaims, requirements: readonly RequirementReport[]): string[];
  /** Further claims that a counterexample is held against, where the subject does not make them. */
  assumes?(core: Core, subject: Omit<S, 'host' | 'kind'>): Partial<Claims> | undefined;
  /** The counterexample of a subject that never gave control back while it recovered from this crash. */
  loopIn?(operations: readonly NamedOperation[], crash: WatchedPlace): FoundBy;
  /** The same core, with each of the lines of code that it names seen in another way. */
  withSites?(core: Core, seen: (site: CallSite) => CallSite): Core;
}

/** What all requirements of all suites have. */
export interface SuiteRequirement<S extends Subject = Subject> extends RequirementText {
  /** Why it does not apply to such a subject; `undefined` where it does. */
  notApplicable(subject: Omit<S, 'host' | 'kind'>): string | undefined;
  /** Instead of the suite's: what it needs of a host. */
  readonly abilities?: readonly Ability[];
  /** The persistence models that it is judged under, of those that were asked for; absent where it is not judged by model. */
  models?(subject: Omit<S, 'host' | 'kind'>, asked: readonly PersistenceModelName[]): readonly PersistenceModelName[];
}

/** Something that a suite counts. */
export interface TallyText {
  /** For the report's schema. */
  readonly description: string;
  /** For people: `3 readers`; absent where the terminal does not show it. */
  told?(count: number): string;
  /** It is shown even where there was none. */
  readonly evenNone?: boolean;
}

export interface SuiteContext<S extends Subject = Subject> {
  readonly subject: S;
  /** Ids of those that apply, can be tested here and are switched on. At least one. */
  readonly requirements: readonly string[];
  readonly effort: Effort;
  readonly seed: number;
  /** Persistence models that were asked for, claimed or not. */
  readonly models: readonly PersistenceModelName[];
  /** How many lost micro-operations are tried at a time. */
  readonly depth: 1 | 2;
  /** The claims are not the subject's own: what they ask for is tried to see how far it goes. */
  readonly assumed: boolean;
  /** What the suites that it `uses` have found out, by the names of the facts. */
  readonly learned: { readonly [fact: string]: boolean };
  /**
   * Told before each thing that is tried, so that a subject that never gives control back can be pinned on it.
   *
   * @param trial the failure that it then is, with `LOOPED` for what was observed; absent where no requirement can be named.
   */
  readonly onPlace: (operations: readonly NamedOperation[], crash?: WatchedPlace, trial?: Trial) => void;
  /**
   * Trials of earlier runs of the same that never came back, in their order: they are told, and are not to be tried again; but for vague ones, of
   * which everything is to be told next time.
   */
  readonly endless: readonly Trial[];
}

/** Where a run is: should the subject never give control back, it was there. */
export interface RunPlace {
  /** Name of a suite. */
  readonly suite: string;
  /** The workload; empty where the suite only begins. */
  readonly operations: readonly NamedOperation[];
  /** The crash that is being recovered from; absent where nothing has crashed. */
  readonly crash?: WatchedPlace;
  /** The failure that it is if the subject never gives control back. */
  readonly trial?: Trial;
}

/** What is tried, as the failure that it is if the subject never comes back from it. */
export interface Trial extends FoundBy {
  /** What decides what happens is not all known beforehand, and costs too much to be told as it comes, unless a run is known not to come back. */
  readonly vague?: true;
}

/** The crash that is being recovered from. */
export interface WatchedPlace extends CrashPoint {
  readonly model: PersistenceModelName;
}

/** What was done so far. */
export interface SuiteTally {
  /** How many cases put each requirement to the test. */
  readonly checked: { readonly [requirement: string]: number };
  /** The same by persistence model. */
  readonly checkedUnder?: { readonly [requirement: string]: { readonly [M in PersistenceModelName]?: number } };
  /** By the names of `Suite.tallies`. */
  readonly tallies: { readonly [name: string]: number };
  /** Plain data of the suite's own, for what it tells of guarantees. */
  readonly details?: unknown;
}

export type SuiteEvent =
  /** `endedEarly`: why the run ends here, before all was tried. */
  | ({ readonly type: 'progress' | 'done'; readonly totalWorkloads: number; readonly endedEarly?: string } & SuiteTally)
  | { readonly type: 'failure'; readonly requirement: string; readonly core: FailureCore }
  | { readonly type: 'finding'; readonly finding: Finding }
  /** That a requirement does not apply showed only when it was tried. */
  | { readonly type: 'not-applicable'; readonly requirement: string; readonly reason: string }
  /** It applies, and nothing sound can be said of it where the subject runs. */
  | { readonly type: 'not-testable'; readonly requirement: string; readonly reason: string }
  /** For suites that use it. */
  | { readonly type: 'learned'; readonly fact: string; readonly holds: boolean }
  /** How many crashes it was observed under, of those that are not claimed. */
  | { readonly type: 'observed'; readonly under: { readonly [M in PersistenceModelName]?: number } };

export interface FoundBy<Core extends FailureCore = FailureCore> {
  readonly requirement: string;
  readonly core: Core;
}

export interface ReplayOptions {
  /** Take what has not come back in real time for something that never will. */
  readonly believeHangs?: boolean;
  /** Told before a recovery, or whatever else may never come back. */
  readonly onCrash?: (crash: Pick<Replay, 'story' | 'files'>) => void;
}

export interface ReplayOutcome extends Replay {
  /** This host does not try it: why. */
  readonly notPossible?: string;
  /** Where real time decides: how often it was tried. */
  readonly attempts?: number;
}

export interface InReality {
  readonly how: 'process-kill' | 'real-processes';
  /** Why it cannot be had. */
  readonly notPossible?: string;
}
