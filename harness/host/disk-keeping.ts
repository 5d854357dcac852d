import path from 'node:path';
import type { Disk } from '../disk/disk.ts';
import type { Keeping, KeptEntry, Moment } from './keeping.ts';
import { putInPlace } from './put-in-place.ts';
import type { TraceEntry } from './trace-entry.ts';

/** What a disk of ours keeps of files, whoever lives on it. */
export const DISK_KEEPING: Omit<Keeping<Disk>, 'setsConditions'> = {
  entries: entriesOf,
  withAttributes(image, at, attributes) {
    const copy = image.clone();
    copy.apply({ op: 'attributes', ino: copy.find(at), ...attributes });
    return copy;
  },
  linkedTo(image, at, to) {
    const copy = image.clone();
    const moved = copy.find(at);
    putInPlace(copy, to, { kind: 'file', bytes: new Uint8Array(0) });
    const change = (where: string, ino: number | null) => ({
      dir: copy.find(path.dirname(where)),
      name: path.basename(where),
      ino,
    });
    copy.apply({ op: 'dirent', changes: [change(at, null), change(to, moved)] });
    putInPlace(copy, at, { kind: 'symlink', target: path.relative(path.dirname(at), to) });
    return copy;
  },
  moments: momentsOf,
};

function* momentsOf(start: Disk, trace: readonly TraceEntry[]): Generator<Moment> {
  const disk = start.clone();
  for (const event of trace) {
    if (event.type !== 'fs' || event.effects.length === 0) continue;
    for (const effect of event.effects) disk.apply(effect);
    yield { event, entries: () => entriesOf(disk) };
  }
}

function entriesOf(disk: Disk): KeptEntry[] {
  return disk.entries().map(({ path: at, kind, mode, ino, content, target }) => {
    const { uid = 0, gid = 0 } = disk.inode(ino) ?? {};
    const more = { ...(content === undefined ? {} : { content }), ...(target === undefined ? {} : { target }) };
    return { path: at, kind, mode, uid, gid, ino, ...more };
  });
}
