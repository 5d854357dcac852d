import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Keeping, KeptEntry } from '../../harness/host/keeping.ts';
import type { AttributesDeviation, FileAttributes } from './deviation.ts';
import type { LivedPart } from './live-trial.ts';
import { holdsSession } from './session-files.ts';

/** Files that held a session when a life began, and have another mode, owner or group when it ended. One that is not there any more has none. */
export function attributesDeviations<Image>(keeping: Keeping<Image>, { start, life }: LivedPart<Image>): AttributesDeviation[] {
  const now = new Map(keeping.entries(life.end).map((entry) => [entry.path, entry]));
  return keeping
    .entries(start)
    .filter(holdsSession)
    .flatMap((was): AttributesDeviation[] => {
      const is = now.get(was.path);
      if (is?.kind !== 'file') return [];
      const [before, after] = [attributesOf(was), attributesOf(is)];
      if (before.mode === after.mode && before.owner === after.owner) return [];
      const event = life.trace.findLast((entry): entry is FsEvent => entry.type === 'fs' && makes(entry, is));
      return [{ kind: 'attributes', path: was.path, before, after, event }];
    });
}

/** Whether it makes the file, or gives it a mode or an owner. */
function makes({ effects }: FsEvent, { ino }: KeptEntry): boolean {
  return effects.some((effect) => (effect.op === 'inode' || effect.op === 'attributes') && effect.ino === ino);
}

function attributesOf({ mode, uid, gid }: KeptEntry): FileAttributes {
  return { mode, owner: `${uid}:${gid}` };
}
