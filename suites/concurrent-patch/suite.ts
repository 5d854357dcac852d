import { limitText } from '../../harness/host/own-time/time-limits.ts';
import type { ClientOperation } from '../../harness/model/program.ts';
import { countOf } from '../../harness/report/count.ts';
import { operationLine } from '../../harness/report/operation-line.ts';
import { ofStores, wanted } from '../../harness/suite/store-requirement.ts';
import type { StoreSubject } from '../../harness/suite/subject.ts';
import type { Suite, SuiteTally } from '../../harness/suite/suite.ts';
import { LOOPED, LOOPS_EVERYWHERE } from '../../harness/verdict/looped.ts';
import type { Finding } from '../../harness/verdict/report.ts';
import { type ConcurrentPatchCore, programOfCore } from './counterexample-core.ts';
import { raceShape } from './counterexample-shape.ts';
import { isScheduled } from './is-scheduled.ts';
import { judgementOf } from './judgement-of.ts';
import { claimedLevels, levelOf } from './levels.ts';
import { patchProbe } from './probe.ts';
import { PATCH_REQUIREMENTS, PATCH_SUITE_NAME } from './requirements.ts';
import type { PatchRunContext, PatchTally } from './run.ts';
import { clientSections, raceHeading } from './tell-clients.ts';

/** Clients that use a store at the same time: in one instance, through several, in several processes. */
export const concurrentPatch: Suite<StoreSubject, ConcurrentPatchCore> = {
  name: PATCH_SUITE_NAME,
  subject: 'store',
  level: 'AA',
  loss: 'race',
  requirements: ofStores(PATCH_REQUIREMENTS),
  needs: ['isolates-modules', 'round-trips', 'clients-together'],
  tallies: {
    workloads: { description: 'Programs of clients that were run.' },
    schedules: { description: 'Schedules of concurrent clients that were run.', told: (count) => countOf(count, 'schedule') },
    interleavings: { description: 'How many of them were different.' },
  },
  scenarios: {
    'concurrent-patch': {
      description: 'Several clients at the same time.',
      shape: raceShape,
      before: 'Before the clients began',
      heading: raceHeading,
      operationLine: (operation: ClientOperation) => operationLine(operation),
      disk: { heading: 'Disk as the clients left it', ifEmpty: 'say' },
      sections: clientSections,
      labels: ({ why }) => (why === undefined ? [] : [{ label: 'Why', text: why }]),
      elsewhere: 'in another race',
      inReality: 'in real time',
    },
  },
  during: 'With several clients, after',
  uses: ['survives-alone', 'lost-alone'],
  probe: patchProbe,
  async *run({ subject, requirements: ids, effort, seed, assumed, learned, onPlace: tell, endless }) {
    const { runConcurrentPatch } = await import('./run.ts');
    const { host, claims, capabilities } = subject;
    const requirements = wanted(PATCH_REQUIREMENTS, ids);
    // Crashes in the middle tell something only where one client alone is known to survive them.
    const crashes = claims.survives !== 'nothing' && learned['survives-alone'] === true;
    // Nor is what was only assumed to be on disk looked for there once it's known not to be.
    const judgedBy = assumed && learned['lost-alone'] === true ? { ...claims, survives: 'nothing' as const } : claims;
    const onPlace: PatchRunContext<unknown>['onPlace'] = (operations, trial) => tell(operations, undefined, trial);
    const context = { host, claims: judgedBy, capabilities, effort, seed, requirements, crashes, onPlace, endless };
    let totalWorkloads = 0;
    for await (const event of runConcurrentPatch(context)) {
      if (event.type !== 'progress' && event.type !== 'done') {
        yield event;
        continue;
      }
      if (event.type === 'progress') totalWorkloads = event.totalWorkloads;
      else if (event.hangs > 0) yield { type: 'finding', finding: hangsUndecided(event.hangs) };
      yield { type: event.type, totalWorkloads, ...tallyOf(event) };
    }
  },
  async replay({ host, claims }, found, options) {
    if (isScheduled(host, programOfCore(found.core))) {
      const { replayRace } = await import('./replay.ts');
      return replayRace(host, found, { claims, ...options });
    }
    const { replayAttempts } = await import('./replay-attempts.ts');
    return replayAttempts(host, found, { claims, ...options });
  },
  async timeline({ host }, { requirement, core }) {
    const program = programOfCore(core);
    if (!isScheduled(host, program) || judgementOf(requirement, program) === 'overtaking') return undefined;
    const { raceTimeline } = await import('./timeline.ts');
    return raceTimeline(host, core);
  },
  inReality: ({ observed }) => ({ how: 'real-processes', ...(observed === LOOPED ? { notPossible: LOOPS_EVERYWHERE } : {}) }),
  untried({ writers }, requirements) {
    const judged = requirements.some(({ verdict }) => verdict === 'pass' || verdict === 'fail');
    if (!judged || writers === 'many-processes') return [];
    const some = writers === 'one-instance' ? 'through several instances or processes' : 'in several processes';
    return [`Writers ${some} were not tried: the store does not claim them.`];
  },
  assumes({ program }, { claims }) {
    const level = levelOf(program);
    return claimedLevels(claims).includes(level) ? undefined : { writers: level };
  },
};

function tallyOf({ checked, schedulesAt, statistics }: PatchTally): SuiteTally {
  return { checked, tallies: { ...statistics }, details: schedulesAt };
}

function hangsUndecided(hangs: number): Finding {
  const message = `In ${countOf(hangs, 'race')} of clients somebody had not come back after ${limitText('call')} of real time; nothing was concluded from them.`;
  return { code: 'CW_HANG_UNDECIDED', level: 'note', message, hint: 'On --host simulated ten minutes pass in no time.' };
}
