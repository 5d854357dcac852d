import type { ResolvedClaims } from '../contract/claims.ts';
import { type Change, historyOf } from '../host/change.ts';
import type { Host, Life, TraceEntry } from '../host/host.ts';
import type { Problem } from '../host/problem.ts';
import {
  expectationsOf,
  type HistoryEvent,
  type OperationStatus,
  type SessionExpectation,
  statusesOf,
} from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import { SESSIONS } from '../model/workload.ts';
import type { CrashPoint } from '../verdict/counterexample.ts';
import type { PersistenceModel, TearDepth } from './persistence-model.ts';
import { type Recovery, recover } from './recovery.ts';
import type { RecoveryCache } from './recovery-cache.ts';

/** One crash of one workload, with what the store made of it. Everything that a check needs, and nothing but data. */
export interface CrashCase {
  readonly operations: readonly Operation[];
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
}

export interface ExploreOptions {
  readonly claims: ResolvedClaims;
  readonly model: PersistenceModel;
  readonly tears: TearDepth;
  /** Skip crash points before this operation's invocation: a shorter workload has been there. */
  readonly fromOperation: number;
  readonly cache: RecoveryCache;
  /** Told before each crash point is tried, and before the workload itself (no point): should the store never come back, it was there. */
  /** Told when the uncrashed workload itself went wrong: the store hung, exited, threw where nobody could catch it, or would not open or close. */
  readonly onMisbehaviour?: ((problem: Problem, operations: readonly Operation[]) => void) | undefined;
  readonly onPlace?: ((operations: readonly Operation[], point?: CrashPoint) => void) | undefined;
}

/** Which life of a disk the workload is, and its recovery. */
const WORKLOAD_INCARNATION = 0;
export const RECOVERY_INCARNATION = 1;

/** Runs a workload once and crashes it at every point of the persistence model, recovering from each distinct crash image once. */
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
  let invocation: { of: number; was: Pick<CrashCase, 'expectations' | 'recovery'> } | undefined;
  for (const point of options.model.crashPoints(changes, { from, tears: options.tears })) {
    options.onPlace?.(operations, point);
    const crashCase = await crashAt(host, life, point, options);
    const { inFlight, expectations, recovery } = crashCase;
    if (inFlight === undefined) invocation = undefined;
    else if (invocation?.of !== inFlight) invocation = { of: inFlight, was: { expectations, recovery } };
    yield invocation === undefined ? crashCase : { ...crashCase, atInvocation: invocation.was };
  }
}

export async function runWorkload<Image>(
  host: Host<Image>,
  operations: readonly Operation[],
  { stacks = false } = {},
): Promise<Life<Image>> {
  const plan = { steps: [{ do: 'operations', operations }, { do: 'close' }] } as const;
  return host.live(await host.emptyImage(), plan, { incarnation: WORKLOAD_INCARNATION, stacks });
}

/** The case of one crash point of a life that has been run. */
export async function crashAt<Image>(
  host: Host<Image>,
  life: Life<Image>,
  point: CrashPoint,
  { claims, model, tears, cache }: Omit<ExploreOptions, 'fromOperation'>,
): Promise<Crash<Image>> {
  const { image, history, trace } = await life.imageAt(point);
  const recovery = await cache.get(await host.hash(image), () =>
    recover(host, image, { sessions: SESSIONS, incarnation: RECOVERY_INCARNATION, model, tears }),
  );
  const { operations } = life.report;
  const statuses = statusesOf(history, operations.length);
  const inFlight = statuses.indexOf('pending');
  const nextChange = life.changes[point.changes];
  return {
    image,
    operations,
    point,
    ...(nextChange === undefined ? {} : { nextChange }),
    trace: trace ?? life.trace,
    statuses,
    expectations: expectationsOf(operations, statuses, SESSIONS, {
      acknowledgedBy: claims.survives === 'nothing' ? 'nothing' : claims.acknowledgedBy,
    }),
    inFlight: inFlight === -1 ? undefined : inFlight,
    recovery,
  };
}

function firstChangeOf(operation: number, changes: readonly Change[], history: readonly HistoryEvent[]): number {
  const invocation = history.findIndex((event) => event.type === 'invoke' && event.operation === operation);
  const first = changes.findIndex((change) => change.historyBefore > invocation);
  return invocation === -1 || first === -1 ? changes.length : first;
}
