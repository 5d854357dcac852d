import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { FoundBy, ReplayOutcome } from '../../harness/suite/suite.ts';
import { type ServerCore, trialOf } from './counterexample-core.ts';
import { playTrial } from './play-trial.ts';
import type { ServerRequirement } from './requirement.ts';

/** Runs exactly one counterexample again, and tells what happened. */
export async function replayServed(
  { host, capabilities }: ServedSubject,
  { requirement: id, core }: FoundBy<ServerCore>,
  requirements: readonly ServerRequirement[],
): Promise<ReplayOutcome> {
  const requirement = requirements.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const trial = trialOf(core);
  const { story, deviations, untested } = await playTrial(host, trial, capabilities);
  const deviation = deviations.find((one) => requirement.isBrokenBy(one, trial));
  const nothing = untested === undefined ? 'the failure did not happen this time' : untested;
  return {
    reproduced: deviation !== undefined,
    expected: deviation?.expected ?? core.expected,
    observed: deviation?.observed ?? `Nothing wrong: ${nothing}.`,
    ...(deviation?.kind === 'hung' ? { hung: true } : {}),
    story,
    files: [],
  };
}
