import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Keeping, KeptEntry } from '../../harness/host/keeping.ts';
import type { OwnerDeviation } from './deviation.ts';
import type { LivedPart } from './live-trial.ts';
import { holdsSession } from './session-files.ts';

export interface JudgedOwners {
  readonly deviations: readonly OwnerDeviation[];
  /** A file is another one now, and the store gave it no owner. */
  readonly replacedUnowned: boolean;
}

/**
 * Files that had an owner and a group when a life began, and have others when it ended. It is held against a store that gave the new file one of
 * the two, and so meant to keep them; to one that says nothing of owners, the system's rule applies: who makes a file owns it.
 */
export function ownerDeviations<Image>(keeping: Keeping<Image>, { start, life }: LivedPart<Image>): JudgedOwners {
  const now = new Map(keeping.entries(life.end).map((entry) => [entry.path, entry]));
  const deviations: OwnerDeviation[] = [];
  let replacedUnowned = false;
  for (const before of keeping.entries(start).filter(holdsSession)) {
    const after = now.get(before.path);
    if (after?.kind !== 'file' || (after.uid === before.uid && after.gid === before.gid)) continue;
    const event = life.trace.findLast((entry): entry is FsEvent => entry.type === 'fs' && gives(entry, before, after));
    if (event === undefined) replacedUnowned = true;
    else deviations.push({ kind: 'owner', path: before.path, before: ownerOf(before), after: ownerOf(after), event });
  }
  return { deviations, replacedUnowned };
}

/** Whether it gives the file that is there now an owner, or a group, that the one before had. */
function gives({ primitive, effects }: FsEvent, before: KeptEntry, after: KeptEntry): boolean {
  if (primitive !== 'chown' && primitive !== 'fchown' && primitive !== 'lchown') return false;
  return effects.some(
    (effect) =>
      effect.op === 'attributes' && effect.ino === after.ino && (effect.uid === before.uid || effect.gid === before.gid),
  );
}

function ownerOf({ uid, gid }: KeptEntry): string {
  return `${uid}:${gid}`;
}
