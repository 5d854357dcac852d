import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { describeChange } from '../../harness/crash/describe-change.ts';
import { describeEvent } from '../../harness/crash/describe-events.ts';
import { type Crash, type CrashCase, crashAt } from '../../harness/crash/explore.ts';
import { fileViews } from '../../harness/crash/file-view.ts';
import { lifeOf } from '../../harness/crash/killed-life.ts';
import { RecoveryCache } from '../../harness/crash/recovery-cache.ts';
import { tellStatuses } from '../../harness/crash/tell-statuses.ts';
import type { DiskLog } from '../../harness/disk/disk-log.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import type { CrashPoint, Timeline, TimelinePoint } from '../../harness/verdict/counterexample.ts';
import { aroundFailure } from '../around-failure.ts';
import { check } from './check.ts';
import type { CounterexampleCore } from './counterexample-core.ts';
import { describeDeviation } from './describe-deviation.ts';
import { CRASH_REQUIREMENTS } from './requirements.ts';
import { tellRecovered } from './tell-recovered.ts';

/**
 * The crash of a counterexample at each moment of the same life: what had happened, the disk, and what the store makes of it.
 *
 * A killed process may die at every change, so there are moments after the failure too. Lost power takes of each moment what the counterexample lost, as
 * far as it had been written by then; after the failure a sync may have saved it, so there are none.
 */
export async function crashTimeline<Image>(
  host: Host<Image>,
  { requirement: id, core }: { requirement: string; core: CounterexampleCore },
  { claims }: { claims: ResolvedClaims },
): Promise<Timeline | undefined> {
  const requirement = CRASH_REQUIREMENTS.find((candidate) => candidate.id === id);
  // What piles up over a hundred lives is not at one point of one of them.
  if (requirement === undefined || core.scenario === 'repeated-crashes') return undefined;
  const life = await lifeOf(host, core.operations, core.crash, { stacks: true });
  const log = core.crash.lost === undefined ? undefined : life.diskLog?.();
  if (core.crash.lost !== undefined && log === undefined) return undefined;
  const moments = log === undefined ? kills(life, core.crash) : losses(life, core.crash, log);
  const { model, operations } = core;
  const cache = new RecoveryCache();
  const points: TimelinePoint[] = [];
  let invocation: { of: number; was: Pick<CrashCase, 'expectations' | 'recovery'> } | undefined;
  for (const { point, event, isFailure } of aroundFailure(moments)) {
    const crash = await crashAt(host, life, { model, point }, { claims, cache });
    const { inFlight, expectations, recovery, statuses } = crash;
    // As `explore` notes it on its way.
    if (inFlight === undefined) invocation = undefined;
    else if (invocation?.of !== inFlight) invocation = { of: inFlight, was: { expectations, recovery } };
    const seen: Crash<Image> =
      invocation === undefined || model !== 'process-kill' ? crash : { ...crash, atInvocation: invocation.was };
    const [evidence] = await check(seen, [requirement], { host, claims });
    points.push({
      changes: point.changes,
      ...(point.tornBytes === undefined ? {} : { tornBytes: point.tornBytes }),
      ...(event === undefined ? {} : { event }),
      operations: tellStatuses(operations, statuses, { queued: claims.append === 'queued' }),
      files: fileViews(await host.entries(crash.image)),
      recovered: tellRecovered(recovery.first, operations),
      ...(evidence === undefined ? {} : { wrong: describeDeviation(evidence.deviation).observed }),
      ...(isFailure ? { isFailure } : {}),
    });
  }
  return { points };
}

interface Moment {
  readonly point: CrashPoint;
  readonly event?: string;
  readonly isFailure: boolean;
}

function kills({ changes }: Pick<Life<unknown>, 'changes'>, own: CrashPoint): Moment[] {
  const { nextLife, tornBytes } = own;
  const later = nextLife === undefined ? {} : { nextLife };
  const moments: Moment[] = [];
  for (let count = 0; count <= changes.length; count++) {
    const last = changes[count - 1];
    const isOwn = count === own.changes;
    moments.push({
      point: { changes: count, ...later },
      ...(last === undefined ? {} : { event: describeChange(last) }),
      isFailure: isOwn && tornBytes === undefined,
    });
    const next = changes[count];
    if (!isOwn || tornBytes === undefined || next === undefined) continue;
    moments.push({ point: own, event: `${tornBytes} bytes of ${describeChange(next)}`, isFailure: true });
  }
  return moments;
}

function losses({ changes }: Pick<Life<unknown>, 'changes'>, own: CrashPoint, { before, entries }: DiskLog): Moment[] {
  const { lost = [], syncs: ownSyncs = 0, killed } = own;
  const moments: Moment[] = [];
  for (const [index, counts] of before.entries()) {
    const next = before[index + 1];
    // Of equal counts the last moment is the one that a crash point means.
    if (next !== undefined && next.changes === counts.changes && next.syncs === counts.syncs) continue;
    if (counts.changes > own.changes || counts.syncs > ownSyncs) break;
    if (killed !== undefined && (counts.changes < killed.changes || counts.syncs < killed.syncs)) continue;
    const isFailure = counts.changes === own.changes && counts.syncs === ownSyncs;
    const entry = entries.slice(0, index).findLast(({ type }) => type !== 'close');
    const last = changes[counts.changes - 1];
    const event = entry?.type === 'sync' ? describeEvent(entry.event) : last && describeChange(last);
    const { changes: made, syncs, operations } = counts;
    moments.push({
      point: isFailure ? own : { ...own, changes: made, syncs, lost: lost.filter((operation) => operation < operations) },
      ...(event === undefined ? {} : { event }),
      isFailure,
    });
  }
  return moments;
}
