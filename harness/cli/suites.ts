import type { CounterexampleCore } from '../../suites/crash-injection/counterexample-core.ts';
import { type Replay, replayCounterexample, type ToldCrash } from '../../suites/crash-injection/replay.ts';
import { claimedModels, judges } from '../../suites/crash-injection/requirement.ts';
import { CRASH_REQUIREMENTS, SUITE_NAME } from '../../suites/crash-injection/requirements.ts';
import type { TornReadCore } from '../../suites/torn-read/counterexample-core.ts';
import { replayTornRead } from '../../suites/torn-read/replay.ts';
import { TORN_REQUIREMENTS, TORN_SUITE_NAME } from '../../suites/torn-read/requirements.ts';
import type { ResolvedClaims } from '../contract/claims.ts';
import type { ReadingHost } from '../host/reading.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { RequirementText } from '../verdict/requirement.ts';

/** A requirement of any suite, as far as all suites are alike. */
export interface JudgedRequirement extends RequirementText {
  readonly suite: string;
  /** Why the requirement does not apply to a store with these claims and operations; `undefined` where it does. */
  notApplicable(claims: ResolvedClaims, capabilities: Capabilities): string | undefined;
  /** The persistence models that it is judged under, of those that were asked for; absent where nothing crashes. */
  models?(claims: Pick<ResolvedClaims, 'survives'>, asked: readonly PersistenceModelName[]): PersistenceModelName[];
}

/** Every requirement of every suite, in the order of the specification. */
export const REQUIREMENTS: readonly JudgedRequirement[] = [
  ...CRASH_REQUIREMENTS.map((requirement) => ({
    ...requirement,
    suite: SUITE_NAME,
    models: (claims: Pick<ResolvedClaims, 'survives'>, asked: readonly PersistenceModelName[]) =>
      claimedModels(claims, asked).filter((model) => judges(requirement, model)),
  })),
  ...TORN_REQUIREMENTS.map((requirement) => ({ ...requirement, suite: TORN_SUITE_NAME })),
];

export const SUITE_NAMES: readonly string[] = [...new Set(REQUIREMENTS.map(({ suite }) => suite))];

/** Why requirements do not apply, by id; those that do are not in it. */
export function notApplicableReasons(claims: ResolvedClaims, capabilities: Capabilities): { [id: string]: string } {
  return Object.fromEntries(
    REQUIREMENTS.flatMap((requirement) => {
      const reason = requirement.notApplicable(claims, capabilities);
      return reason === undefined ? [] : [[requirement.id, reason]];
    }),
  );
}

/** What makes a failure happen again, of any suite. */
export type FailureCore = CounterexampleCore | TornReadCore;

export function isTornRead(core: FailureCore): core is TornReadCore {
  return core.scenario === 'torn-read';
}

export interface FoundBy {
  readonly requirement: string;
  readonly core: FailureCore;
}

export interface ReplayOptions {
  readonly claims: ResolvedClaims;
  /** Take what has not come back in real time for something that never will. */
  readonly believeHangs?: boolean;
  /** Told before a recovery begins, which may never come back. */
  readonly onCrash?: (crash: ToldCrash) => void;
}

/** Runs exactly one counterexample of any suite again. */
export async function replayCore<Image>(
  host: ReadingHost<Image>,
  { requirement, core }: FoundBy,
  { claims, ...options }: ReplayOptions,
): Promise<Replay & { readonly notPossible?: string }> {
  if (!isTornRead(core)) return replayCounterexample(host, { requirement, core }, { claims, ...options });
  const { undecided, ...replay } = await replayTornRead(host, { requirement, core }, { claims });
  return { ...replay, ...(undecided === 'hung' ? { hung: true } : {}) };
}
