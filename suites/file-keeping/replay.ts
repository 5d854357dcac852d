import { siteOf } from '../../harness/crash/call-site.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Host } from '../../harness/host/host.ts';
import type { CallSite } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import type { OneClientReplay } from '../one-client-suite.ts';
import { Assessor } from './assessor.ts';
import { type KeepCore, trialOf } from './counterexample-core.ts';
import { describeDeviation } from './describe-deviation.ts';
import type { Deviation } from './deviation.ts';
import { isUnconditional, type LivedTrial } from './live-trial.ts';
import { KEEP_REQUIREMENTS } from './requirements.ts';
import { isKeeping } from './run.ts';
import { tellEndlessTrial, tellTrial } from './story.ts';

/** What came of running a counterexample of this suite again. */
export interface KeepReplay extends Replay {
  /** This host does not try it. */
  readonly notPossible?: string;
}

export const NOT_ON_REAL_DISK = 'modes, owners and links are looked at, and put in place, on a disk of ours alone';
const AS_ITSELF = 'it takes a process of another user, with another umask, or on another file system';

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayKeeping<Image>(
  host: Host<Image>,
  { requirement: id, core }: { requirement: string; core: KeepCore },
  { claims, onCrash }: OneClientReplay,
): Promise<KeepReplay> {
  const requirement = KEEP_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const trial = trialOf(core);
  const { expected, observed } = core;
  const nothing = { reproduced: false, expected, observed, story: [], files: [] };
  if (trial.operations.length === 0) return { ...nothing, notApplicable: 'It has no operations.' };
  if (!isKeeping(host)) return { ...nothing, notPossible: NOT_ON_REAL_DISK };
  if (!host.keeping.setsConditions && !isUnconditional(trial)) return { ...nothing, notPossible: AS_ITSELF };
  if (observed === LOOPED) onCrash?.({ story: tellEndlessTrial(trial), files: [] });
  const assessor = new Assessor(host, claims);
  const { deviations, lived } = await assessor.assess(trial, { stacks: true });
  const found = deviations.find((candidate) => requirement.isBrokenBy(candidate));
  const deviation = found !== undefined && (await assessor.isGrounded({ trial, deviation: found })) ? found : undefined;
  const description =
    deviation === undefined
      ? { expected, observed: 'Nothing wrong: the failure did not happen this time.' }
      : describeDeviation(deviation);
  const end = lived.lives.at(-1)?.life.end;
  const callSite = deviation === undefined ? undefined : lineOf(deviation, lived);
  return {
    reproduced: deviation !== undefined,
    ...description,
    story: tellTrial(lived),
    files: end === undefined ? [] : fileViews(await host.entries(end)),
    ...(callSite === undefined ? {} : { callSite }),
  };
}

/** The call that gave a file its mode, or put it where the link was; where none is known, the last change before the life that showed it. */
function lineOf<Image>(deviation: Deviation, { lives }: LivedTrial<Image>): CallSite | undefined {
  const event = eventOf(deviation) ?? lives.at(-2)?.life.changes.at(-1)?.event;
  return event?.stack === undefined ? undefined : siteOf(event.stack, event.api);
}

function eventOf(deviation: Deviation): FsEvent | undefined {
  if (deviation.kind === 'lost') return undefined;
  if (deviation.kind !== 'exposed') return deviation.event;
  const { event, maker } = deviation;
  // A write is right in itself: it is how the file was made that let others read it.
  return event.effects.every(({ op }) => op === 'data' || op === 'size') ? (maker ?? event) : event;
}
