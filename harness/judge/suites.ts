import type { FailingDiskCore } from '../../suites/async-append-rejection/counterexample-core.ts';
import { replayAsyncAppendRejection } from '../../suites/async-append-rejection/replay.ts';
import { APPEND_REQUIREMENTS, APPEND_SUITE_NAME } from '../../suites/async-append-rejection/requirements.ts';
import type { ConcurrentPatchCore } from '../../suites/concurrent-patch/counterexample-core.ts';
import { replayRace } from '../../suites/concurrent-patch/replay.ts';
import { replayAttempts } from '../../suites/concurrent-patch/replay-attempts.ts';
import { PATCH_REQUIREMENTS, PATCH_SUITE_NAME } from '../../suites/concurrent-patch/requirements.ts';
import type { CorruptFileCore } from '../../suites/corrupt-file-repair/counterexample-core.ts';
import { replayCorruptFileRepair } from '../../suites/corrupt-file-repair/replay.ts';
import { REPAIR_REQUIREMENTS, REPAIR_SUITE_NAME } from '../../suites/corrupt-file-repair/requirements.ts';
import type { CounterexampleCore } from '../../suites/crash-injection/counterexample-core.ts';
import { replayCounterexample } from '../../suites/crash-injection/replay.ts';
import { claimedModels, judges } from '../../suites/crash-injection/requirement.ts';
import { CRASH_REQUIREMENTS, SUITE_NAME } from '../../suites/crash-injection/requirements.ts';
import type { IdentityCore } from '../../suites/identity/counterexample-core.ts';
import { replayIdentity } from '../../suites/identity/replay.ts';
import { IDENTITY_REQUIREMENTS, IDENTITY_SUITE_NAME } from '../../suites/identity/requirements.ts';
import type { TornReadCore } from '../../suites/torn-read/counterexample-core.ts';
import { replayTornRead } from '../../suites/torn-read/replay.ts';
import { TORN_REQUIREMENTS, TORN_SUITE_NAME } from '../../suites/torn-read/requirements.ts';
import type { ResolvedClaims } from '../contract/claims.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { Replay, ToldReplay } from '../verdict/replay.ts';
import type { RequirementText } from '../verdict/requirement.ts';
import { type JudgingHost, togetherHost } from './judging-host.ts';

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
  ...PATCH_REQUIREMENTS.map((requirement) => ({ ...requirement, suite: PATCH_SUITE_NAME })),
  ...TORN_REQUIREMENTS.map((requirement) => ({ ...requirement, suite: TORN_SUITE_NAME })),
  ...REPAIR_REQUIREMENTS.map((requirement) => ({ ...requirement, suite: REPAIR_SUITE_NAME })),
  ...APPEND_REQUIREMENTS.map((requirement) => ({ ...requirement, suite: APPEND_SUITE_NAME })),
  ...IDENTITY_REQUIREMENTS.map((requirement) => ({ ...requirement, suite: IDENTITY_SUITE_NAME })),
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
export type FailureCore = CounterexampleCore | TornReadCore | ConcurrentPatchCore | SingleClientCore;

/** Of a suite in which one client is at work. */
export type SingleClientCore = CorruptFileCore | FailingDiskCore | IdentityCore;

export function isTornRead(core: FailureCore): core is TornReadCore {
  return core.scenario === 'torn-read';
}

export function isRace(core: FailureCore): core is ConcurrentPatchCore {
  return core.scenario === 'concurrent-patch';
}

/** Not a crash, nor several at once. */
export function isOfOneClient(core: FailureCore): core is SingleClientCore {
  return core.scenario === 'corrupt-file' || core.scenario === 'failing-disk' || core.scenario === 'identity';
}

/** A crash, in the suite that is about crashes. */
export function isCrash(core: FailureCore): core is CounterexampleCore {
  return !isTornRead(core) && !isRace(core) && !isOfOneClient(core);
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
  readonly onCrash?: (crash: ToldReplay) => void;
}

/** Runs exactly one counterexample of any suite again. */
export async function replayCore<Image>(
  host: JudgingHost<Image>,
  { requirement, core }: FoundBy,
  { claims, ...options }: ReplayOptions,
): Promise<Replay & { readonly notPossible?: string; readonly attempts?: number }> {
  if (isRace(core)) {
    if (host.runTogether === undefined)
      return {
        ...NOT_REPRODUCED,
        expected: core.expected,
        observed: core.observed,
        notPossible: 'no clients run together on this host',
      };
    if (!host.virtualTime)
      return replayAttempts(togetherHost(host, host.runTogether), { requirement, core }, { claims, ...options });
    return replayRace(togetherHost(host, host.runTogether), { requirement, core }, { claims });
  }
  if (isOfOneClient(core)) return replayOfOneClient(host, { requirement, core }, claims);
  if (!isTornRead(core)) return replayCounterexample(host, { requirement, core }, { claims, ...options });
  const { undecided, ...replay } = await replayTornRead(host, { requirement, core }, { claims });
  return { ...replay, ...(undecided === 'hung' ? { hung: true } : {}) };
}

const NOT_REPRODUCED = { reproduced: false, story: [], files: [] } as const;

function replayOfOneClient<Image>(
  host: JudgingHost<Image>,
  { requirement, core }: { readonly requirement: string; readonly core: SingleClientCore },
  claims: ResolvedClaims,
): Promise<Replay & { readonly notPossible?: string }> {
  if (core.scenario === 'identity') return replayIdentity(host, { requirement, core }, { claims });
  if (core.scenario === 'corrupt-file') return replayCorruptFileRepair(host, { requirement, core }, { claims });
  return replayAsyncAppendRejection(host, { requirement, core }, { claims });
}
