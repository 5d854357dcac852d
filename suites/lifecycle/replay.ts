import { play } from '../../harness/host/pool/play.ts';
import type { PoolSubject } from '../../harness/suite/pool-subject.ts';
import type { FoundBy, ReplayOutcome } from '../../harness/suite/suite.ts';
import { type LifecycleCore, programOf } from './counterexample-core.ts';
import { judgePlay } from './judge-play.ts';
import { LIFECYCLE_REQUIREMENTS } from './requirements.ts';
import { tellPlay } from './story.ts';

/** Runs exactly one counterexample again, and tells what happened. The files are the harness's own: the rows are told of in the story. */
export async function replayLifecycle<Image>(
  subject: PoolSubject<Image>,
  { requirement, core }: FoundBy<LifecycleCore>,
): Promise<ReplayOutcome> {
  const played = await play(subject, programOf(core));
  const applicable = LIFECYCLE_REQUIREMENTS.filter(({ notApplicable }) => notApplicable(subject) === undefined);
  const { deviations } = judgePlay(played, applicable, subject.claims);
  const found = deviations.find((deviation) => deviation.requirement === requirement);
  return {
    reproduced: found !== undefined,
    expected: found?.deviation.expected ?? core.expected,
    observed: found?.deviation.observed ?? 'Nothing wrong: the failure did not happen this time.',
    story: tellPlay(found === undefined ? played.events : played.events.slice(0, found.at + 1)),
    files: [],
  };
}
