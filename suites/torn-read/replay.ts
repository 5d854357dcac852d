import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { callSiteOf } from '../../harness/crash/call-site.ts';
import { runWorkload } from '../../harness/crash/explore.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import { changesOf } from '../../harness/host/change.ts';
import { READER, type ReadingHost } from '../../harness/host/reading.ts';
import { SESSIONS } from '../../harness/model/workload.ts';
import type { ReplayOptions } from '../../harness/suite/suite.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { Replay, ToldReplay } from '../../harness/verdict/replay.ts';
import { checkReading } from './check.ts';
import type { TornReadCore } from './counterexample-core.ts';
import { describeDeviation } from './describe-deviation.ts';
import { besideCase, withinCase } from './explore.ts';
import type { BesideSchedule, WithinSchedule } from './reader-schedule.ts';
import type { ReadingCase, Undecided } from './reading-case.ts';
import { TORN_REQUIREMENTS } from './requirements.ts';
import { tellBeside, tellEndlessReader, tellWithin } from './story.ts';

/** What came of running a counterexample of this suite again. */
export interface TornReplay extends Replay {
  /** Why nothing can be concluded this time, where that is so. */
  readonly undecided?: Undecided;
  /** This host cannot run it. */
  readonly notPossible?: string;
}

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayTornRead<Image>(
  host: ReadingHost<Image>,
  { requirement: id, core }: { requirement: string; core: TornReadCore },
  { claims, onCrash }: { claims: ResolvedClaims; onCrash?: ReplayOptions['onCrash'] },
): Promise<TornReplay> {
  const requirement = TORN_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  const { schedule, operations } = core;
  if (operations.length === 0) return notThere(core, 'It has no operations, so nobody writes what is read.');
  if (core.observed === LOOPED && schedule.reader === 'same-instance')
    onCrash?.({ story: tellEndlessReader(operations, schedule), files: [] });
  const queued = claims.append === 'queued';
  const found =
    schedule.reader === 'other-process' ? await beside(host, core, { schedule, queued }) : await within(host, core, schedule);
  if (found === undefined) {
    const notPossible = 'steps within one process are only decided on the simulated disk';
    return { reproduced: false, expected: core.expected, observed: core.observed, story: [], files: [], notPossible };
  }
  if (typeof found === 'string') return notThere(core, found);
  const { readingCase, ...told } = found;
  const [evidence] = checkReading(readingCase, [requirement], claims);
  const description =
    evidence === undefined
      ? { expected: core.expected, observed: 'Nothing wrong: the failure did not happen this time.' }
      : describeDeviation(evidence.deviation);
  const { undecided } = readingCase;
  return { reproduced: evidence !== undefined, ...description, ...told, ...(undecided === undefined ? {} : { undecided }) };
}

type Told = ToldReplay & { readonly readingCase: ReadingCase };

function notThere({ expected, observed }: TornReadCore, notApplicable: string): TornReplay {
  return { reproduced: false, expected, observed, story: [], files: [], notApplicable };
}

async function beside<Image>(
  host: ReadingHost<Image>,
  { operations }: TornReadCore,
  { schedule, queued }: { readonly schedule: BesideSchedule; readonly queued: boolean },
): Promise<Told | string> {
  const life = await runWorkload(host, operations, { stacks: true });
  const { at, advances } = schedule;
  const latest = Math.max(at.changes, ...advances.map(({ to }) => to.changes));
  if (latest > life.changes.length)
    return `It has a reader after ${latest} changes of the disk; now the store makes ${life.changes.length}.`;
  const reading = await host.readBeside(life, { at, advances, sessions: SESSIONS, stacks: true });
  const last = advances.at(-1)?.to ?? at;
  const callSite = callSiteOf(life.changes, last);
  const { image } = await life.imageAt(last);
  return {
    readingCase: besideCase(life, schedule, reading),
    story: tellBeside(life, schedule, reading, { queued }),
    files: fileViews(await host.entries(image)),
    ...(callSite === undefined ? {} : { callSite }),
  };
}

async function within<Image>(
  host: ReadingHost<Image>,
  { operations }: TornReadCore,
  schedule: WithinSchedule,
): Promise<Told | undefined> {
  const reading = await host.readWithin?.(operations, { turns: schedule.turns, sessions: SESSIONS, stacks: true });
  if (reading === undefined) return undefined;
  const reader = reading.steps.findLast(({ client }) => client === READER);
  const changes = changesOf(reading.trace);
  const before = changesOf(reading.trace.slice(0, reader?.events)).length;
  const callSite = callSiteOf(changes, { changes: before });
  return {
    readingCase: withinCase(schedule, reading),
    story: tellWithin(reading),
    files: [],
    ...(callSite === undefined ? {} : { callSite }),
  };
}
