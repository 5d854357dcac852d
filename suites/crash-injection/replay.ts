import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { Failure } from '../../harness/contract/failure.ts';
import { callSiteOf } from '../../harness/crash/call-site.ts';
import { crashAt, killAtInvocation } from '../../harness/crash/explore.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import { lifeOf } from '../../harness/crash/killed-life.ts';
import { RecoveryCache } from '../../harness/crash/recovery-cache.ts';
import { tellCrash } from '../../harness/crash/story.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import { statusesOf } from '../../harness/model/history.ts';
import type { Replay, ToldReplay } from '../../harness/verdict/replay.ts';
import { check } from './check.ts';
import type { CounterexampleCore } from './counterexample-core.ts';
import { crashRepeatedly } from './debris.ts';
import { describeDeviation } from './describe-deviation.ts';
import type { Deviation } from './deviation.ts';
import { hasHung } from './hang.ts';
import { CRASH_REQUIREMENTS } from './requirements.ts';

/**
 * Runs exactly one counterexample again, with stacks, and tells what happened.
 *
 * @param options.onCrash told before the recovery begins, which may never come back.
 */
export async function replayCounterexample<Image>(
  host: Host<Image>,
  { requirement: id, core }: { requirement: string; core: CounterexampleCore },
  {
    claims,
    believeHangs = host.abilities.has('virtual-time'),
    onCrash,
  }: { claims: ResolvedClaims; believeHangs?: boolean; onCrash?: (crash: ToldReplay) => void },
): Promise<Replay> {
  const requirement = CRASH_REQUIREMENTS.find((candidate) => candidate.id === id);
  if (requirement === undefined) throw new Error(`no requirement ${id} in this suite`);
  if (core.scenario === 'repeated-crashes') return replayRepeated(host, core);
  const life = await lifeOf(host, core.operations, core.crash, { stacks: true });
  if (core.crash.lost !== undefined && life.diskLog === undefined) throw powerLossElsewhere(host);
  const notApplicable = whyNot(life, core);
  if (notApplicable !== undefined) return { ...NOTHING, ...told(undefined, core), notApplicable };
  const options = { claims, tears: 'all', cache: new RecoveryCache() } as const;
  const crash = await tell(host, life, core, claims);
  onCrash?.(crash);
  const crashCase = await crashAt(host, life, { model: core.model, point: core.crash }, options);
  const atInvocation = await killAtInvocation(host, life, crashCase, options);
  const seen = atInvocation === undefined ? crashCase : { ...crashCase, atInvocation };
  const [evidence] = await check(seen, [requirement], { host, claims, believeHangs });
  return {
    reproduced: evidence !== undefined,
    ...told(evidence?.deviation, core),
    ...crash,
    ...(evidence !== undefined && hasHung(evidence.crashCase.recovery) ? { hung: true } : {}),
  };
}

const NOTHING = { reproduced: false, story: [], files: [] } as const;

/** Why there is no such crash. */
function whyNot(
  { changes, diskLog }: Pick<Life<unknown>, 'changes' | 'diskLog'>,
  { operations, crash: { changes: point, lost = [], syncs = 0 } }: CounterexampleCore,
): string | undefined {
  if (operations.length === 0 && changes.length === 0)
    return 'It has no operations, and opening the store changes nothing on the disk.';
  const made = countOfChanges(changes.length);
  if (point > changes.length)
    return `It crashes the store after ${countOfChanges(point)} of the disk; now the store makes ${made}.`;
  if (lost.length === 0 && syncs === 0) return undefined;
  const log = diskLog?.();
  const all = log?.before.at(-1);
  const operation = Math.max(-1, ...lost);
  if (all === undefined || (operation < all.operations && syncs <= all.syncs)) return undefined;
  return `It loses effect ${operation + 1} of what the store wrote, after ${syncs} syncs; now there are ${all.operations} effects and ${all.syncs} syncs.`;
}

async function tell<Image>(
  host: Host<Image>,
  life: Life<Image>,
  { crash: point, recoveryCrash }: CounterexampleCore,
  { append }: ResolvedClaims,
): Promise<ToldReplay> {
  const { image, history } = await life.imageAt(point);
  const statuses = statusesOf(history, life.report.operations.length);
  const callSite = callSiteOf(life.changes, point);
  return {
    story: tellCrash({ life, point, statuses, recoveryCrash, queued: append === 'queued' }),
    files: fileViews(await host.entries(image)),
    ...(callSite === undefined ? {} : { callSite }),
  };
}

async function replayRepeated<Image>(host: Host<Image>, core: CounterexampleCore): Promise<Replay> {
  const piled = await crashRepeatedly(host, core.operations, core.crash, core.rounds);
  const before = core.operations.slice(0, -1).map(({ op }) => op);
  const { changes } = core.crash;
  return {
    reproduced: piled !== undefined,
    ...told(piled?.deviation, core),
    story: [
      `The store did ${before.join(', then ')} and was closed.`,
      `${core.rounds ?? 0} times, a day apart, it was opened and the last operation begun; each time the process was killed after ${countOfChanges(changes)} of that operation reached the disk.`,
      'Then it was opened once more and closed.',
    ],
    files: fileViews(piled?.entries ?? []),
  };
}

function powerLossElsewhere<Image>(host: Host<Image>): Failure {
  return new Failure(
    'CW_MODEL_NEEDS_SIMULATED',
    `Power loss can be replayed on the simulated disk alone; this is the ${host.name} host.`,
  );
}

function told(deviation: Deviation | undefined, core: CounterexampleCore): { expected: string; observed: string } {
  return deviation === undefined
    ? { expected: core.expected, observed: 'Nothing wrong: the failure did not happen this time.' }
    : describeDeviation(deviation);
}

function countOfChanges(changes: number): string {
  return `${changes} change${changes === 1 ? '' : 's'}`;
}
