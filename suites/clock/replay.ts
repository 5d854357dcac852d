import { callSiteOf } from '../../harness/crash/call-site.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import type { Host } from '../../harness/host/host.ts';
import type { CallSite } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import type { OneClientReplay } from '../one-client-suite.ts';
import { Assessor } from './assessor.ts';
import { type ClockCore, needsOwnClock, trialOf } from './counterexample-core.ts';
import { describeDeviation } from './deviation.ts';
import type { LivedTrial } from './live-trial.ts';
import { tellEndlessTrial, tellTrial } from './story.ts';

/** What came of running a counterexample of this suite again. */
export interface ClockReplay extends Replay {
  /** This host does not try it. */
  readonly notPossible?: string;
}

/** Runs exactly one counterexample again, with stacks, and once more with a usual clock, and tells what happened. */
export async function replayClock<Image>(
  host: Host<Image>,
  { core }: { core: ClockCore },
  { claims, onCrash }: OneClientReplay,
): Promise<ClockReplay> {
  const trial = trialOf(core);
  const { expected, observed } = core;
  if (trial.operations.length === 0)
    return { reproduced: false, expected, observed, story: [], files: [], notApplicable: 'It has no operations.' };
  const notPossible = host.abilities.has('virtual-time') ? undefined : needsOwnClock(core);
  if (notPossible !== undefined) return { reproduced: false, expected, observed, story: [], files: [], notPossible };
  if (observed === LOOPED) onCrash?.({ story: tellEndlessTrial(trial), files: [] });
  const assessor = new Assessor(host, claims);
  const { lived, deviations } = await assessor.assess(trial, { stacks: true });
  const [deviation] = deviations;
  const end = lived.lives.at(-1)?.life.end;
  const told = {
    story: tellTrial(lived, claims),
    files: end === undefined ? [] : fileViews(await host.entries(end)),
  };
  if (deviation === undefined)
    return { reproduced: false, expected, observed: 'Nothing wrong: the failure did not happen this time.', ...told };
  if (!(await assessor.goesWellUsually(trial)))
    return { reproduced: false, expected, observed: 'The same goes wrong with a clock that does nothing unusual.', ...told };
  const callSite = lineOf(lived);
  return { reproduced: true, ...describeDeviation(deviation), ...told, ...(callSite === undefined ? {} : { callSite }) };
}

/** The last change that any life made: what removed a session, or wrote what was then found. */
function lineOf({ lives }: LivedTrial<unknown>): CallSite | undefined {
  const changes = lives.findLast(({ life }) => life.changes.length > 0)?.life.changes ?? [];
  return callSiteOf(changes, { changes: changes.length });
}
