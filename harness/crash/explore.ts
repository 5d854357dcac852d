import type { ResolvedClaims } from '../contract/claims.ts';
import type { DiskLog } from '../disk/disk-log.ts';
import { type Change, historyOf } from '../host/change.ts';
import type { Host, Life } from '../host/host.ts';
import type { Problem } from '../host/problem.ts';
import type { TraceEntry } from '../host/trace-entry.ts';
import {
  expectationsOf,
  type HistoryEvent,
  type OperationStatus,
  type SessionExpectation,
  statusesOf,
} from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import { SESSIONS } from '../model/workload.ts';
import type { CrashPoint, NextLife, PersistenceModelName } from '../verdict/counterexample.ts';
import type { EndlessCrashes } from './endless-crashes.ts';
import { expectedAfterKill } from './expected-after-kill.ts';
import type { LossDepth } from './power-loss/kept-sets.ts';
import { POWER_LOSS_MODELS } from './power-loss/models.ts';
import { powerLossPoints } from './power-loss/power-loss-points.ts';
import { processKillPoints } from './process-kill.ts';
import { type Recovery, recover, refuses } from './recovery.ts';
import type { RecoveryCache } from './recovery-cache.ts';
import type { TearDepth } from './tear-depth.ts';

/** One crash of one workload, with what the store made of it. Everything that a check needs, and nothing but data. */
export interface CrashCase {
  readonly operations: readonly Operation[];
  readonly model: PersistenceModelName;
  readonly point: CrashPoint;
  /** The change that the crash prevented or tore; absent after the last one. */
  readonly nextChange?: Change;
  readonly trace: readonly TraceEntry[];
  readonly statuses: readonly OperationStatus[];
  readonly expectations: readonly SessionExpectation[];
  /** Index of the first operation in flight, if any. */
  readonly inFlight: number | undefined;
  readonly recovery: Recovery;
  /** The crash at the moment the operation in flight was invoked: which sessions were whole then. */
  readonly atInvocation?: Pick<CrashCase, 'expectations' | 'recovery'>;
}

/** A crash with the disk that it left. */
export interface Crash<Image> extends CrashCase {
  readonly image: Image;
  /** Finds `atInvocation`, where it was not found on the way: after power loss, the same loss without what the operation in flight did. */
  lookBack?(): Promise<Pick<CrashCase, 'expectations' | 'recovery'> | undefined>;
}

export interface ExploreOptions {
  readonly claims: ResolvedClaims;
  readonly models: readonly PersistenceModelName[];
  readonly tears: TearDepth;
  readonly depth: LossDepth;
  /** Skip crash points before this operation's invocation: a shorter workload has been there. */
  readonly fromOperation: number;
  readonly cache: RecoveryCache;
  /** When the next life begins; absent: a day later. Only where time is simulated. */
  readonly nextLife?: NextLife | undefined;
  /** Whether anything is still asked of a model; looked at before each crash. Absent: all of them. */
  readonly wanted?: ((model: PersistenceModelName) => boolean) | undefined;
  /** Not tried. */
  readonly endless?: EndlessCrashes | undefined;
  /** Told when the uncrashed workload itself went wrong: the store hung, exited, threw where nobody could catch it, or would not open or close. */
  readonly onMisbehaviour?: ((problem: Problem, operations: readonly Operation[]) => void) | undefined;
  /** Told before each crash point is tried, and before the workload itself (no point): should the store never come back, it was there. */
  readonly onPlace?: ((operations: readonly Operation[], point?: CrashPoint, model?: PersistenceModelName) => void) | undefined;
}

/** Which life of a disk the workload is, and its recovery. */
const WORKLOAD_INCARNATION = 0;
export const RECOVERY_INCARNATION = 1;

/** Runs a workload once and crashes it at every point of the persistence models, recovering from each distinct crash image once. */
export async function* explore<Image>(
  host: Host<Image>,
  operations: readonly Operation[],
  options: ExploreOptions,
): AsyncGenerator<Crash<Image>> {
  options.onPlace?.(operations);
  const life = await runWorkload(host, operations);
  const { changes, report } = life;
  const problem = report.opened.ok
    ? (report.misbehaved ?? report.stray ?? (report.closed?.ok === false ? report.closed.problem : undefined))
    : report.opened.problem;
  if (problem !== undefined) options.onMisbehaviour?.(problem, operations);
  const from = options.fromOperation === 0 ? 0 : firstChangeOf(options.fromOperation, changes, historyOf(life.trace));
  for (const model of options.models) {
    if (!isWanted(model, options)) continue;
    if (model === 'process-kill') {
      yield* crashes(host, life, model, processKillPoints(changes, { from, tears: options.tears }), options);
    } else if (model === 'failed-fsync') {
      yield* failedSyncs(host, life, from, options);
    } else if (life.diskLog !== undefined) {
      const log = life.diskLog();
      const first = options.fromOperation === 0 ? 0 : firstMomentOf(options.fromOperation, life, log);
      yield* crashes(
        host,
        life,
        model,
        powerLossPoints(log, POWER_LOSS_MODELS[model], { from: first, depth: options.depth }),
        options,
      );
    }
  }
}

/** Moments after a failed sync at which power is lost: what failed shows soon or never, and all of them would make a square. */
const MOMENTS_AFTER_FAILURE = 24;

/** The same workload once for each of its syncs, which then fails, with the power lost at each moment soon after. */
async function* failedSyncs<Image>(
  host: Host<Image>,
  unharmed: Life<Image>,
  from: number,
  options: ExploreOptions,
): AsyncGenerator<Crash<Image>> {
  const log = unharmed.diskLog?.();
  if (log === undefined) return;
  let failedSync = 0;
  for (const [position, entry] of log.entries.entries()) {
    if (entry.type !== 'sync' || entry.event.synchronous === true) continue;
    const sync = failedSync++;
    if ((log.before[position]?.changes ?? 0) < from || !isWanted('failed-fsync', options)) continue;
    const life = await runWorkload(host, unharmed.report.operations, { failedSync: sync });
    const harmed = life.diskLog?.();
    if (harmed === undefined) continue;
    // Up to the failure the two lives are one.
    const to = Math.min(harmed.entries.length, position + MOMENTS_AFTER_FAILURE);
    const points = powerLossPoints(harmed, POWER_LOSS_MODELS['failed-fsync'], { from: position + 1, to, depth: options.depth });
    yield* crashes(host, life, 'failed-fsync', withFailedSync(points, sync), options);
  }
}

function* withFailedSync(points: Iterable<CrashPoint>, failedSync: number): Generator<CrashPoint> {
  for (const point of points) yield { ...point, failedSync };
}

async function* crashes<Image>(
  host: Host<Image>,
  life: Life<Image>,
  model: PersistenceModelName,
  points: Iterable<CrashPoint>,
  options: ExploreOptions,
): AsyncGenerator<Crash<Image>> {
  const { operations } = life.report;
  let invocation: { of: number; was: Pick<CrashCase, 'expectations' | 'recovery'> } | undefined;
  for (const crash of points) {
    if (!isWanted(model, options)) return;
    const point = options.nextLife === undefined ? crash : { ...crash, nextLife: options.nextLife };
    if (await options.endless?.includes(host, life, model, point)) continue;
    options.onPlace?.(operations, point, model);
    const crashCase = await crashAt(host, life, { model, point }, options);
    const { inFlight, expectations, recovery } = crashCase;
    if (inFlight === undefined) invocation = undefined;
    else if (invocation?.of !== inFlight) {
      invocation = { of: inFlight, was: { expectations, recovery } };
    }
    yield invocation === undefined || model !== 'process-kill' ? crashCase : { ...crashCase, atInvocation: invocation.was };
  }
}

/** The process kill at the moment when the operation in flight was invoked, as `explore` notes it on the way. */
export async function killAtInvocation<Image>(
  host: Host<Image>,
  life: Life<Image>,
  { inFlight, point, model }: CrashCase,
  options: Pick<ExploreOptions, 'claims' | 'cache'>,
): Promise<Pick<CrashCase, 'expectations' | 'recovery'> | undefined> {
  if (inFlight === undefined || model !== 'process-kill') return undefined;
  const { nextLife } = point;
  for (let changes = 0; changes <= point.changes; changes++) {
    const then = await crashAt(host, life, { model, point: { changes, ...(nextLife && { nextLife }) } }, options);
    if (then.inFlight === inFlight) return { expectations: then.expectations, recovery: then.recovery };
  }
  return undefined;
}

/** The loss of the same operations when the one in flight had just been invoked: what was wrong then already is not its doing. */
async function sameLossAtInvocation<Image>(
  host: Host<Image>,
  life: Life<Image>,
  { inFlight, model, point }: Pick<CrashCase, 'inFlight' | 'model' | 'point'>,
  options: Pick<ExploreOptions, 'claims' | 'cache'>,
): Promise<Pick<CrashCase, 'expectations' | 'recovery'> | undefined> {
  const invoked = life.report.history.findIndex((event) => event.type === 'invoke' && event.operation === inFlight);
  const counts = life.diskLog?.().before.find(({ history }) => history > invoked);
  if (invoked === -1 || counts === undefined) return undefined;
  const { changes, syncs, operations } = counts;
  const lost = point.lost?.filter((index) => index < operations) ?? [];
  const { nextLife } = point;
  const before: CrashPoint = { changes, syncs, lost, ...(nextLife && { nextLife }) };
  return crashAt(host, life, { model, point: before, historyBefore: invoked + 1 }, options);
}

export async function runWorkload<Image>(
  host: Host<Image>,
  operations: readonly Operation[],
  { stacks = false, failedSync }: { stacks?: boolean; failedSync?: number | undefined } = {},
): Promise<Life<Image>> {
  const plan = { steps: [{ do: 'operations', operations }, { do: 'close' }] } as const;
  return host.live(await host.emptyImage(), plan, { incarnation: WORKLOAD_INCARNATION, stacks, failedSync });
}

/** The case of one crash point of a life that has been run. `historyBefore`: how many history events had happened, if not as many as could. */
export async function crashAt<Image>(
  host: Host<Image>,
  life: Life<Image>,
  { model, point, historyBefore }: Pick<CrashCase, 'model' | 'point'> & { historyBefore?: number },
  { claims, cache, tears = 'some' }: Pick<ExploreOptions, 'claims' | 'cache'> & { tears?: TearDepth },
): Promise<Crash<Image>> {
  const { image, history: known, trace } = await life.imageAt(point);
  const history = historyBefore === undefined ? known : life.report.history.slice(0, historyBefore);
  const { killed } = point;
  const recovery = await recoveryOf(host, { image, life, point }, { cache, tears });
  const { operations } = life.report;
  const statuses = statusesOf(history, operations.length);
  const inFlight = statuses.indexOf('pending', killed?.operations);
  const acknowledgedBy = claims.survives === 'nothing' ? 'nothing' : claims.acknowledgedBy;
  const nextChange = life.changes[point.changes];
  const place = { inFlight: inFlight === -1 ? undefined : inFlight, model, point };
  return {
    image,
    operations,
    ...place,
    ...(point.lost === undefined || killed !== undefined
      ? {}
      : { lookBack: () => sameLossAtInvocation(host, life, place, { claims, cache }) }),
    ...(nextChange === undefined ? {} : { nextChange }),
    trace: trace ?? life.trace,
    statuses,
    expectations:
      killed === undefined
        ? expectationsOf(operations, statuses, SESSIONS, { acknowledgedBy })
        : expectedAfterKill(operations, statuses, SESSIONS, { acknowledgedBy, killed }),
    recovery,
  };
}

async function recoveryOf<Image>(
  host: Host<Image>,
  { image, life, point: { nextLife, killed } }: { image: Image; life: Life<Image>; point: CrashPoint },
  { cache, tears }: { cache: RecoveryCache; tears: TearDepth },
): Promise<Recovery> {
  // After two lives it is the third process that recovers.
  const incarnation = killed === undefined ? RECOVERY_INCARNATION : RECOVERY_INCARNATION + 1;
  const hashOfImage = await host.hash(image);
  const hash = killed === undefined ? hashOfImage : `${hashOfImage} after a kill`;
  const options = { sessions: SESSIONS, incarnation, tears, looks: cache.looks };
  const aDayLater = () => cache.get(hash, () => recover(host, image, options));
  const { endedMs } = life;
  if (nextLife === undefined || endedMs === undefined) return aDayLater();
  const after = { nextLife, endedMs };
  const recovery = await cache.get(hash, () => recover(host, image, { ...options, after }), nextLife);
  // What is refused for a time only, because of a lock that the dead one left, is nothing wrong.
  return nextLife === 'soon' && refuses(recovery) ? aDayLater() : recovery;
}

function isWanted(model: PersistenceModelName, { wanted }: Pick<ExploreOptions, 'wanted'>): boolean {
  return wanted?.(model) ?? true;
}

/** The first moment after an operation was invoked; syncs of its own count, also where it changes nothing. */
function firstMomentOf(operation: number, { report }: Pick<Life<unknown>, 'report'>, { before, entries }: DiskLog): number {
  const invoked = report.history.findIndex((event) => event.type === 'invoke' && event.operation === operation);
  const first = before.findIndex(({ history }) => history > invoked);
  return invoked === -1 || first === -1 ? entries.length : first;
}

function firstChangeOf(operation: number, changes: readonly Change[], history: readonly HistoryEvent[]): number {
  const invocation = history.findIndex((event) => event.type === 'invoke' && event.operation === operation);
  const first = changes.findIndex((change) => change.historyBefore > invocation);
  return invocation === -1 || first === -1 ? changes.length : first;
}
