import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { FoundBy, ReplayOutcome } from '../../harness/suite/suite.ts';
import { type ServerCore, trialOf } from './counterexample-core.ts';
import { playTrial } from './play-trial.ts';
import { SERVER_REQUIREMENTS } from './requirements.ts';

/** Runs exactly one counterexample again, and tells what happened. */
export async function replayServer(
  { host, capabilities }: ServedSubject,
  { requirement: id, core }: FoundBy<ServerCore>,
): Promise<ReplayOutcome> {
  const requirement = SERVER_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const { story, deviation, untested } = await playTrial(host, trialOf(core), capabilities);
  const reproduced = deviation !== undefined && requirement.isBrokenBy(deviation);
  const nothing = untested === undefined ? 'the failure did not happen this time' : untested;
  return {
    reproduced,
    expected: reproduced ? deviation.expected : core.expected,
    observed: reproduced ? deviation.observed : `Nothing wrong: ${nothing}.`,
    ...(reproduced && deviation.kind === 'hung' ? { hung: true } : {}),
    story,
    files: [],
  };
}
