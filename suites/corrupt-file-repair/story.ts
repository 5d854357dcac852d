import { byteDiff } from '../../harness/corruption/byte-diff.ts';
import { describeDamage } from '../../harness/corruption/describe-damage.ts';
import { actions } from '../../harness/crash/describe-events.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import { describeRead } from '../../harness/host/describe-state.ts';
import type { Life } from '../../harness/host/host.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import type { DamageCase } from './damage-case.ts';
import type { DamagedDisk } from './damaged-disk.ts';
import type { Deviation } from './deviation.ts';
import type { UndamagedStore } from './undamaged-store.ts';
import { DAMAGED, firstOfDamaged, sessionsIn } from './workloads.ts';

/** What happened, a sentence a step, with the bytes around the damage. */
export function tellDamage(damageCase: DamageCase, first: Life<unknown>, deviation?: Deviation): string[] {
  const { undamaged, damage, file, damaged, again, created } = damageCase;
  const { operations } = undamaged;
  const border = firstOfDamaged(operations);
  return [
    ...tellOperations('The store was opened on an empty directory', operations.slice(0, border)),
    ...tellOperations(
      border === 0 ? 'The store was opened on an empty directory' : 'It was opened again',
      operations.slice(border),
    ),
    describeDamage(damage),
    ...(file === undefined || damaged === undefined ? [] : byteDiff(file.bytes, damaged)),
    `The store was opened on that. It ${actions(readingEvents(first))}.`,
    ...tellSight(damageCase, damageCase.first),
    ...tellWrites(damageCase.first),
    ...(created === undefined ? [] : ['Another time it was created instead.', ...tellWrites(created.first)]),
    ...(damage.kind === 'foreign-file'
      ? []
      : ['Opened once more after that:', ...tellSight(damageCase, created?.next ?? damageCase.next)]),
    ...again.flatMap((life) => ['Opened another time, and only read:', ...tellSight(damageCase, life)]),
    ...tellFurther(damageCase, deviation),
  ];
}

/** The same as far as it is known when the store never comes back. */
export function tellEndlessDamage(
  { operations }: Pick<UndamagedStore<unknown>['undamaged'], 'operations'>,
  disk: DamagedDisk<unknown>,
): string[] {
  const { damage, file, damaged } = disk;
  const border = firstOfDamaged(operations);
  const opened = 'The store was opened on an empty directory';
  return [
    ...tellOperations(opened, operations.slice(0, border)),
    ...tellOperations(border === 0 ? opened : 'It was opened again', operations.slice(border)),
    describeDamage(damage),
    ...(file === undefined || damaged.kind !== 'file' ? [] : byteDiff(file.bytes, damaged.bytes)),
    'The store was opened on that, read and written, and never came back.',
  ];
}

/** The operation that it was, or the kill, if it was not what is told already. */
function tellFurther(damageCase: DamageCase, { tried, killed }: Partial<Deviation> = {}): string[] {
  if (tried !== undefined) {
    const { first, next } = tried;
    const told = [...tellConsumed(first), ...tellWrites(first)];
    return [
      'Opened another time on the damage, and read:',
      ...told,
      'Opened once more after that:',
      ...tellSight(damageCase, next),
    ];
  }
  if (killed === undefined) return [];
  const { changes, next } = killed;
  const sentence = `Another time it was killed after ${changes === 1 ? 'its first change' : `${changes} changes`} of the disk, and opened again:`;
  return [sentence, ...tellSight(damageCase, next)];
}

function tellConsumed({ consumed }: LifeReport): string[] {
  if (consumed === undefined) return [];
  const outcome = consumed.ok ? `gave ${consumed.value}` : describeProblem(consumed.problem);
  return [`consume of ${DAMAGED}: ${outcome}.`];
}

function tellOperations(opened: string, operations: readonly Operation[]): string[] {
  if (operations.length === 0) return [];
  return [`${opened}. Acknowledged: ${operations.map(nameOf).join(', then ')}. It was closed.`];
}

function nameOf(operation: Operation): string {
  const session = sessionOf(operation);
  return session === undefined ? operation.op : `${operation.op} of ${session}`;
}

function readingEvents({ trace }: Life<unknown>): FsEvent[] {
  const end = trace.findIndex(({ type }) => type !== 'fs');
  return trace.slice(0, end === -1 ? trace.length : end).filter((entry): entry is FsEvent => entry.type === 'fs');
}

function tellSight({ undamaged: { capabilities, operations } }: DamageCase, { opened, snapshots, stray }: LifeReport): string[] {
  if (!opened.ok) return [`open ${describeProblem(opened.problem)}.`];
  const [snapshot] = snapshots;
  if (snapshot === undefined) return [];
  const { listed, read, views } = snapshot;
  const sentences: string[] = [];
  if (listed !== undefined)
    sentences.push(
      'problem' in listed ? `list ${describeProblem(listed.problem)}.` : `list gave ${JSON.stringify(listed.sessions)}.`,
    );
  for (const session of sessionsIn(operations)) {
    const result = read[session];
    if (result !== undefined) sentences.push(`${session}: ${describeRead(result, capabilities)}.`);
  }
  for (const [view, results] of Object.entries(views)) {
    const result = results[DAMAGED];
    if (result !== undefined) sentences.push(`${DAMAGED} in ${view}: ${describeRead(result, capabilities)}.`);
  }
  return stray === undefined ? sentences : [...sentences, `The store ${describeProblem(stray)}.`];
}

function tellWrites({ history, operations }: LifeReport): string[] {
  return history.flatMap((event) => {
    const operation = operations[event.operation];
    if (event.type === 'invoke' || operation === undefined || operation.op === 'rest') return [];
    return [`${nameOf(operation)}: ${event.type === 'reject' ? `refused with ${event.error}` : 'acknowledged'}.`];
  });
}
