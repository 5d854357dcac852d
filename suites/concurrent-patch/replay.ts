import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { siteOf } from '../../harness/crash/call-site.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import { isChange } from '../../harness/host/change.ts';
import type { TogetherFsEvent, TogetherHost, TogetherRun } from '../../harness/host/together.ts';
import type { Program } from '../../harness/model/program.ts';
import { TurnScheduler } from '../../harness/schedule/turns.ts';
import type { ReplayOptions } from '../../harness/suite/suite.ts';
import type { CallSite } from '../../harness/verdict/counterexample.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { Replay } from '../../harness/verdict/replay.ts';
import { actorsOf } from './actors.ts';
import { type Alone, watchAlone } from './alone.ts';
import { deviationOf, OvertakingCheck } from './check.ts';
import { type ConcurrentPatchCore, programOfCore } from './counterexample-core.ts';
import { describeDeviation } from './describe-deviation.ts';
import type { Deviation } from './deviation.ts';
import { explore } from './explore.ts';
import { crashedRun, judgedRun } from './judged-run.ts';
import { judgementOf } from './judgement-of.ts';
import { Reopener } from './reopener.ts';
import type { AimedProgram } from './requirement.ts';
import { sessionsOf } from './sessions-of.ts';
import { tellEndlessRace, tellRace } from './story.ts';

/** Runs exactly one counterexample again, with stacks, and tells what happened. */
export async function replayRace<Image>(
  host: TogetherHost<Image>,
  { requirement, core }: { requirement: string; core: ConcurrentPatchCore },
  { claims, seed = 0, onCrash }: { claims: ResolvedClaims; seed?: number; onCrash?: ReplayOptions['onCrash'] },
): Promise<Replay> {
  const program = programOfCore(core);
  const notApplicable = whyNot(program);
  if (notApplicable !== undefined) return { ...NOTHING, ...nothingWrong(core), notApplicable };
  if (core.observed === LOOPED) onCrash?.({ story: tellEndlessRace(program, core.turns), files: [] });
  const aimed: AimedProgram = { program, judgement: judgementOf(requirement, program) };
  const reopener = new Reopener(host);
  const survives = claims.survives !== 'nothing';
  const scheduler = new TurnScheduler(core.turns, actorsOf(program));
  const run = await host.runTogether(program, { scheduler, sessions: sessionsOf(program), stacks: true, fresh: true });
  const changes = run.trace.filter((entry) => entry.type === 'fs' && isChange(entry)).length;
  if (core.crash !== undefined && core.crash.changes > changes) {
    const fewer = `It crashes the store after ${core.crash.changes} changes of the disk; now there are ${changes}.`;
    return { ...NOTHING, ...nothingWrong(core), notApplicable: fewer };
  }
  const { refusesExisting, opensAgain }: Alone =
    run.capabilities === undefined ? NOBODY : await watchAlone(host, run.capabilities);
  const context = {
    host,
    seed,
    survives: survives && opensAgain,
    reopener,
    refusesExisting,
    budget: { bounded: 1, preemptions: 0, random: 0, crashEvery: 0, attempts: 1 },
  } as const;
  const judged =
    core.crash === undefined ? await judgedRun(aimed, run, context) : await crashedRun(aimed, run, core.crash, context);
  const deviation =
    aimed.judgement === 'overtaking' ? await blocked(aimed, context) : judged && deviationOf(judged, claims, requirement);
  const told = deviation === undefined ? nothingWrong(core) : describeDeviation(deviation, program);
  const image = core.crash === undefined ? run.image : run.imageAt(core.crash).image;
  const callSite = lastChange(run, core);
  return {
    reproduced: deviation !== undefined,
    ...(deviation?.kind === 'unfinished' ? { hung: true } : {}),
    ...told,
    story: tellRace(program, run, core),
    files: fileViews(await host.entries(image)),
    ...(callSite === undefined ? {} : { callSite }),
  };
}

const NOTHING = { reproduced: false, story: [], files: [] } as const;

function nothingWrong({ expected }: ConcurrentPatchCore): { expected: string; observed: string } {
  return { expected, observed: 'Nothing wrong: the failure did not happen this time.' };
}

/** Why there is nobody who could race. */
function whyNot({ clients, instances, deaths = [] }: Program): string | undefined {
  if (clients.every(({ operations }) => operations.length === 0)) return 'None of its clients has an operation.';
  if (clients.some(({ instance }) => instances[instance] === undefined))
    return 'One of its clients has no instance of the store.';
  const processes = new Set(instances.map(({ process }) => process));
  return deaths.every((process) => processes.has(process)) ? undefined : 'A process is to die that has no instance of the store.';
}

const NOBODY: Alone = { refusesExisting: false, opensAgain: false };

async function blocked<Image>(
  aimed: AimedProgram,
  context: Parameters<typeof explore<Image>>[1],
): Promise<Deviation | undefined> {
  const check = new OvertakingCheck();
  for await (const { judged } of explore(aimed, context)) if (judged !== undefined) check.note(judged);
  return check.blocked ? { kind: 'blocked' } : undefined;
}

/** Of the clients: what was made ready for them is nobody's fault. */
function lastChange(run: TogetherRun<unknown>, { crash }: ConcurrentPatchCore): CallSite | undefined {
  const changes = run.trace.filter((entry): entry is TogetherFsEvent => entry.type === 'fs' && isChange(entry));
  const before = run.changesBefore(0);
  const last = changes.slice(before, crash?.changes ?? run.changesBefore(run.steps.length)).at(-1);
  return last?.stack === undefined ? undefined : siteOf(last.stack, last.api);
}
