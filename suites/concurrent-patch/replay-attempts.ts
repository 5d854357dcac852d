import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import type { TogetherHost, TogetherRun } from '../../harness/host/together.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import { watchAlone } from './alone.ts';
import { attempt, notInRealTime } from './attempts.ts';
import { deviationOf } from './check.ts';
import { type ConcurrentPatchCore, programOfCore } from './counterexample-core.ts';
import { describeDeviation } from './describe-deviation.ts';
import { judgementOf } from './judgement-of.ts';
import type { AimedProgram } from './requirement.ts';
import { tellRace } from './story.ts';

const MOST_ATTEMPTS = 60;
/** Of own time of the processes. */
const LONGEST_MS = 20_000;

export interface AttemptsReplay extends Replay {
  /** How often it was tried. */
  readonly attempts: number;
  /** Why it could not be tried. */
  readonly notPossible?: string;
}

/** Runs the program of a counterexample where real time decides, until it goes wrong again. In processes that have run nothing before. */
export async function replayAttempts<Image>(
  host: TogetherHost<Image>,
  { requirement, core }: { requirement: string; core: ConcurrentPatchCore },
  { claims, seed = 1, believeHangs = false }: { claims: ResolvedClaims; seed?: number; believeHangs?: boolean },
): Promise<AttemptsReplay> {
  const { expected, observed, crash } = core;
  const program = programOfCore(core);
  const aimed: AimedProgram = { program, judgement: judgementOf(requirement, program) };
  const notPossible =
    crash === undefined ? notInRealTime(aimed, host) : 'in real processes nobody is killed at an exact point of a race';
  if (notPossible !== undefined) return { ...NOTHING, attempts: 0, expected, observed, notPossible };
  const survives = claims.survives !== 'nothing';
  let context = { host, seed, survives, refusesExisting: false };
  let tried = 0;
  let leftMs = LONGEST_MS;
  for (; tried < MOST_ATTEMPTS && leftMs > 0; tried++) {
    const { run, judged } = await attempt(aimed, context, tried, { fresh: tried === 0 });
    const { capabilities, spentMs = 0 } = run;
    leftMs -= spentMs;
    if (tried === 0 && capabilities !== undefined)
      context = { ...context, refusesExisting: (await watchAlone(host, capabilities)).refusesExisting };
    if (run.end !== 'done' && believeHangs)
      return { ...NOTHING, reproduced: true, hung: true, attempts: tried + 1, expected, observed };
    const deviation = judged && deviationOf({ ...judged, refusesExisting: context.refusesExisting }, claims, requirement);
    if (deviation === undefined) continue;
    const story = tellRace(program, run);
    const told = describeDeviation(deviation, program);
    return { reproduced: true, attempts: tried + 1, ...told, story, files: await filesOf(host, run) };
  }
  return { ...NOTHING, attempts: tried, expected, observed: `Nothing wrong in ${tried} attempts.` };
}

async function filesOf<Image>(host: TogetherHost<Image>, { image }: TogetherRun<Image>): Promise<Replay['files']> {
  return fileViews(await host.entries(image));
}

const NOTHING = { reproduced: false, story: [], files: [] } as const;
