import { callSiteOf, siteOf } from '../../harness/crash/call-site.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import type { Host } from '../../harness/host/host.ts';
import type { CallSite } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import type { OneClientReplay } from '../one-client-suite.ts';
import { Assessor } from './assessor.ts';
import { type IdentityCore, trialOf } from './counterexample-core.ts';
import { describeDeviation } from './describe-deviation.ts';
import type { Deviation } from './deviation.ts';
import type { LivedTrial } from './live-trial.ts';
import { IDENTITY_REQUIREMENTS } from './requirements.ts';
import { tellEndlessTrial, tellTrial } from './story.ts';

/** What came of running a counterexample of this suite again. */
export interface IdentityReplay extends Replay {
  /** This host does not try it. */
  readonly notPossible?: string;
}

const REAL_PLACE = 'its id is the path of a real place, which is none of ours to write to';

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayIdentity<Image>(
  host: Host<Image>,
  { requirement: id, core }: { requirement: string; core: IdentityCore },
  { claims, onCrash }: OneClientReplay,
): Promise<IdentityReplay> {
  const requirement = IDENTITY_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const trial = trialOf(core);
  const { expected, observed } = core;
  if (trial.sessions.length === 0 && trial.operations.length === 0)
    return { reproduced: false, expected, observed, story: [], files: [], notApplicable: 'It has no operations.' };
  if (!host.abilities.has('owns-disk') && trial.sessions.some((session) => session.startsWith('/')))
    return { reproduced: false, expected, observed, story: [], files: [], notPossible: REAL_PLACE };
  if (observed === LOOPED) onCrash?.({ story: tellEndlessTrial(trial), files: [] });
  const { deviations, lived } = await new Assessor(host, claims).assess(trial, { stacks: true });
  const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
  const description =
    deviation === undefined
      ? { expected: core.expected, observed: 'Nothing wrong: the failure did not happen this time.' }
      : describeDeviation(deviation);
  const end = lived.lives.at(-1)?.life.end;
  const callSite = deviation === undefined ? undefined : lineOf(deviation, lived);
  return {
    reproduced: deviation !== undefined,
    ...description,
    story: tellTrial(lived, claims),
    files: end === undefined ? [] : fileViews(await host.entries(end)),
    ...(callSite === undefined ? {} : { callSite }),
  };
}

/** The call that left the directory; or the last change of the first life, which is the last one that wrote what was then found. */
function lineOf<Image>(deviation: Deviation, { lives }: LivedTrial<Image>): CallSite | undefined {
  if (deviation.kind === 'escaped') {
    const { stack, api } = deviation.event;
    return stack === undefined ? undefined : siteOf(stack, api);
  }
  const changes = lives[0]?.life.changes ?? [];
  return callSiteOf(changes, { changes: changes.length });
}
