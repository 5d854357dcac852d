import type { DiskLog } from '../disk/disk-log.ts';
import type { Change } from '../host/change.ts';
import type { Life } from '../host/host.ts';
import type { OperationStatus } from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import type { CrashPoint } from '../verdict/counterexample.ts';
import { describeChange } from './describe-change.ts';
import { tellStatuses } from './tell-statuses.ts';

export interface CrashTale {
  readonly life: Pick<Life<unknown>, 'changes' | 'report' | 'diskLog'>;
  readonly point: CrashPoint;
  readonly statuses: readonly OperationStatus[];
  readonly recoveryCrash?: CrashPoint | undefined;
  /** Appends are only accepted by their call. */
  readonly queued?: boolean;
}

/** What happened up to the crash and after it, a sentence a step. */
export function tellCrash({ life, point, statuses, recoveryCrash, queued = false }: CrashTale): string[] {
  const { changes, report } = life;
  const story: string[] = ['The store was opened on an empty directory.'];
  story.push(...tellLives(report.operations, statuses, { changes, point, queued }));
  story.push(...tellDeath(life, point));
  if (recoveryCrash === undefined) story.push(`${later(point)} new process opened the store on what was there.`);
  else {
    story.push(
      `${later(point)} new process opened the store, and was killed too, after it had made ${recoveryCrash.changes} change${recoveryCrash.changes === 1 ? '' : 's'} of its own.`,
      'A third process opened the store on what was there.',
    );
  }
  return story;
}

/** How a life was cut short, and after which change. */
export function tellDeath({ changes, diskLog }: Pick<Life<unknown>, 'changes' | 'diskLog'>, point: CrashPoint): string[] {
  const [last, next] = [changes[point.changes - 1], changes[point.changes]];
  const told = last === undefined ? [] : [`The last change to reach the disk was ${describeChange(last)}.`];
  if (point.lost === undefined) return [...told, `Then the process was killed${momentOf(point, next)}.`];
  return [...told, ...tellPowerLoss(point, { lost: point.lost, next, changes, log: diskLog?.() })];
}

/** What was called, life by life. */
function tellLives(
  operations: readonly Operation[],
  statuses: readonly OperationStatus[],
  { changes, point: { killed }, queued }: { changes: readonly Change[]; point: CrashPoint; queued: boolean },
): string[] {
  if (killed === undefined) return tellStatuses(operations, statuses, { queued });
  const last = changes[killed.changes - 1];
  const made = last === undefined ? '' : `, after ${describeChange(last)}`;
  const { operations: count } = killed;
  return [
    ...tellStatuses(operations.slice(0, count), statuses.slice(0, count), { queued }),
    `Then the process was killed${made}. Not all that it had written was on disk yet, but all of it was to be seen.`,
    'A new process opened the store on that.',
    ...tellStatuses(operations.slice(count), statuses.slice(count), { queued }),
  ];
}

function later({ nextLife }: CrashPoint): string {
  if (nextLife === undefined) return 'A';
  return nextLife === 'soon' ? 'Within two minutes a' : '40 days later a';
}

function momentOf(point: CrashPoint, next: Change | undefined): string {
  if (next === undefined) return '';
  if (point.tornBytes === undefined) return ` before ${describeChange(next)}`;
  return ` when ${point.tornBytes} bytes of ${describeChange(next)} were on disk`;
}

interface PowerLossTale {
  readonly lost: readonly number[];
  readonly next: Change | undefined;
  readonly changes: readonly Change[];
  readonly log: DiskLog | undefined;
}

function tellPowerLoss({ failedSync }: CrashPoint, { lost, next, changes, log }: PowerLossTale): string[] {
  const failure = failedSync === undefined ? [] : [`Fsync number ${failedSync + 1} had failed with EIO.`];
  const moment = next === undefined ? '' : ` before ${describeChange(next)}`;
  const missing = log === undefined ? [] : describeLost(lost, log, changes);
  return [
    ...failure,
    `Then the power was lost${moment}.`,
    missing.length === 0 ? 'All that was done before was on disk.' : `Not on disk yet: ${missing.join('; ')}.`,
  ];
}

/** What was lost, change by change: all of it, its bytes, or its size. */
function describeLost(lost: readonly number[], { operations }: DiskLog, changes: readonly Change[]): string[] {
  const gone = new Set(lost);
  const touched = [...new Set(lost.map((index) => operations[index]?.change ?? -1))];
  return touched.flatMap((index) => {
    const change = changes[index];
    if (change === undefined) return [];
    const parts = operations.filter((operation) => operation.change === index);
    const missing = parts.filter((operation) => gone.has(operation.index));
    const words = describeChange(change);
    if (missing.length === parts.length) return [words];
    if (missing.every(({ kind }) => kind === 'data')) {
      return [
        parts.filter(({ kind }) => kind === 'data').length === missing.length
          ? `the bytes of ${words}`
          : `some of the bytes of ${words}`,
      ];
    }
    return [missing.every(({ kind }) => kind !== 'data') ? `the size after ${words}` : `part of ${words}`];
  });
}
