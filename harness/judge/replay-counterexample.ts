import { Failure } from '../contract/failure.ts';
import type { GivenService } from '../host/server/services/service.ts';
import type { Counterexample } from '../verdict/counterexample.ts';
import { replayOnProcesses } from './judge-on-processes.ts';
import { replayOnServer } from './judge-on-server.ts';
import { type Replayed, replayInThread } from './replay-in-thread.ts';
import { type JudgedRequirement, REQUIREMENTS } from './requirements.ts';
import { resolveClaimingTarget, type Target } from './target.ts';

interface ReplayCounterexampleOptions {
  /** What messages call it: the path of its file. */
  readonly named: string;
  readonly signal?: AbortSignal | undefined;
  readonly withDisk?: boolean;
  /** Of a store on a server, as in `JudgeOptions`. */
  readonly services?: readonly GivenService[];
  readonly servicesMayHaveTables?: boolean;
}

/** A counterexample that has been run again. */
export interface ReplayedCounterexample extends Pick<Replayed, 'result' | 'disk'> {
  readonly requirement: JudgedRequirement;
  readonly target: Target;
}

/**
 * Runs a counterexample again, on the host on which it was found; with `withDisk`, its disk is told whole.
 *
 * @throws {Failure} CW_UNKNOWN_REQUIREMENT, CW_REPLAY_FAILED, CW_COUNTEREXAMPLE_NOT_APPLICABLE, CW_INTERRUPTED; and what loading the target throws.
 */
export async function replayCounterexample(
  counterexample: Counterexample,
  { named, signal, withDisk = false, services = [], servicesMayHaveTables = false }: ReplayCounterexampleOptions,
): Promise<ReplayedCounterexample> {
  const requirement = REQUIREMENTS.find(({ id }) => id === counterexample.requirement);
  if (requirement === undefined) throw unknownRequirement(counterexample, named);
  const target = resolveClaimingTarget(counterexample.target, counterexample.claims);
  const { host } = counterexample;
  const found = { requirement: requirement.id, core: counterexample, host };
  const replayed =
    host === 'simulated'
      ? await replayInThread(target, found, { signal, withDisk })
      : host === 'server'
        ? await replayOnServer(target, found, { services, servicesMayHaveTables, signal })
        : await replayOnProcesses(target, found, signal);
  const { result, stalled, error, disk } = replayed;
  if (error === 'interrupted') throw new Failure('CW_INTERRUPTED', 'Interrupted before the replay had ended.');
  if (result === undefined && !stalled) throw replayFailed(counterexample, error);
  if (result?.notApplicable !== undefined) throw notApplicable(counterexample, named, result.notApplicable);
  return { requirement, target, result, ...(disk === undefined ? {} : { disk }) };
}

function unknownRequirement({ requirement, crashworthy }: Counterexample, named: string): Failure {
  return new Failure('CW_UNKNOWN_REQUIREMENT', `${named} is about ${requirement}, which this version does not check.`, {
    hint: `It was written by crashworthy ${crashworthy}; replay it with that version.`,
  });
}

function replayFailed({ target }: Counterexample, error = 'the worker ended without a result'): Failure {
  return new Failure('CW_REPLAY_FAILED', `The counterexample could not be run: ${error}.`, {
    hint: `crashworthy doctor ${target} shows whether the store loads and opens.`,
  });
}

function notApplicable({ store, target, requirement }: Counterexample, named: string, because: string): Failure {
  return new Failure('CW_COUNTEREXAMPLE_NOT_APPLICABLE', `${named} does not apply to ${store}. ${because}`, {
    hint: `Judge the store as it is now: npx crashworthy run ${target} --only ${requirement}`,
  });
}
