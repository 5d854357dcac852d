import { FUTURE_TAG, tagsIn, tagsInBytes } from '../../harness/corruption/tags.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { type DamageCase, type DiskBytes, type LifeAndDisk, textOfState } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import { listed } from './silence.ts';
import { canBeNoticed, recoverable } from './what-shows.ts';
import { DAMAGED } from './workloads.ts';

/** REPAIR-3: what could have been recovered from the damaged file, or was shown of it, and is nowhere after the store was used. */
export function destructionDeviations(damageCase: DamageCase): Deviation[] {
  const { left, disk, damage, first, next, created } = damageCase;
  if (damage.kind === 'foreign-file' || !canBeNoticed(damageCase)) return [];
  const wanted = [...new Set([...recoverable(damageCase), ...shownAtFirst(damageCase)])];
  const lives = [...(left === undefined ? [] : [{ first, next, left }]), ...(created === undefined ? [] : [created])];
  for (const life of lives) {
    const found = tagsKept(disk, life);
    if (found === undefined) continue;
    const lost = wanted.filter((tag) => !found.has(tag));
    if (lost.length === 0) continue;
    const [were, are] = lost.length === 1 ? ['was', 'is'] : ['were', 'are'];
    return [
      {
        kind: 'destroyed',
        expected: `After ${told(life.first)}, ${listed(wanted)} can still be read, or found in a file of the store.`,
        observed: `${listed(lost)} ${were} in ${damage.file} before, and ${are} in no file any more.`,
      },
    ];
  }
  return [];
}

/** What could be read before anything was written can be recovered, whatever the file is like. */
function shownAtFirst({ first, undamaged }: DamageCase): string[] {
  const known = new Set(Object.values(undamaged.tags).flat());
  return tagsIn(textOfState(first.snapshots[0]?.read[DAMAGED])).filter((tag) => known.has(tag));
}

/** Tags that are in a file now, or shown; `undefined` where that cannot be told. */
export function tagsKept(disk: DiskBytes, { left, next }: Pick<LifeAndDisk, 'left' | 'next'>): ReadonlySet<string> | undefined {
  return hidesBytes(disk, left) ? undefined : new Set([...tagsOnDisk(left), ...shownIn(next)]);
}

/** REPAIR-8: what a newer version wrote is still on disk, or something was refused. */
export function droppedDeviations({ damage, wasOpened, left, first, next, disk }: DamageCase): Deviation[] {
  if (damage.kind !== 'unknown-field' && damage.kind !== 'unknown-record') return [];
  // What nobody reads, such as an old copy, is no data of the session.
  if (!wasOpened || left === undefined || hidesBytes(disk, left) || refuses(first)) return [];
  if (tagsOnDisk(left).includes(FUTURE_TAG) || shownIn(next).includes(FUTURE_TAG)) return [];
  const what = damage.kind === 'unknown-field' ? 'The field' : 'The record';
  return [
    {
      kind: 'dropped',
      expected: `${what} of a newer version in ${damage.file} is still there after ${told(first)}, or that was refused.`,
      observed: `${what} is in no file any more, and nothing was refused.`,
    },
  ];
}

/** Reading the session failed, or a write to it. */
function refuses({ opened, snapshots, history, operations }: LifeReport): boolean {
  const shown = snapshots[0]?.read[DAMAGED];
  if (!opened.ok || shown === undefined || 'problem' in shown) return true;
  return history.some(({ type, operation }) => type === 'reject' && isOfDamaged(operations[operation]));
}

function isOfDamaged(operation: Operation | undefined): boolean {
  return operation !== undefined && sessionOf(operation) === DAMAGED;
}

/** A file appeared in which nothing can be looked for, because it is compressed or the like. */
function hidesBytes(before: DiskBytes, after: DiskBytes): boolean {
  return [...after].some(
    ([path, bytes]) => bytes.length > 0 && !before.has(path) && tagsInBytes(bytes).length === 0 && isBinary(bytes),
  );
}

function isBinary(bytes: Buffer): boolean {
  return !Buffer.from(bytes.toString()).equals(bytes);
}

function tagsOnDisk(files: DiskBytes): string[] {
  return [...files.values()].flatMap(tagsInBytes);
}

function shownIn({ snapshots }: LifeReport): string[] {
  return snapshots.flatMap(({ read }: Snapshot) => tagsIn(textOfState(read)));
}

/** "patch (acknowledged) and append (refused) of it". */
function told({ history, operations }: LifeReport): string {
  const ends = history.flatMap(({ type, operation }) => {
    const { op } = operations[operation] ?? {};
    return type === 'invoke' || !isOfDamaged(operations[operation])
      ? []
      : [`${op} (${type === 'reject' ? 'refused' : 'acknowledged'})`];
  });
  return ends.length === 0 ? 'it was opened and read' : `${ends.join(' and ')} of session \`${DAMAGED}\``;
}
