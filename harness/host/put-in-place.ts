import type { Disk } from '../disk/disk.ts';
import type { Replacement } from './host.ts';

/** Puts something at a path of the tree, in place of whatever is there; directories above it are made. */
export function putInPlace(disk: Disk, path: string, by: Replacement): void {
  disk.remove(path);
  const names = path.split('/').filter((name) => name !== '');
  const name = names.pop() ?? '';
  const dir = names.reduce(
    (parent, step) => disk.inode(parent)?.entries.get(step) ?? create(disk, parent, step, { kind: 'directory' }),
    1,
  );
  create(disk, dir, name, by);
}

function create(disk: Disk, dir: number, name: string, by: Replacement): number {
  const ino = disk.nextIno;
  const mode = by.kind === 'directory' ? 0o755 : by.kind === 'symlink' ? 0o777 : 0o644;
  disk.apply({ op: 'inode', ino, kind: by.kind, mode, ...(by.kind === 'symlink' ? { target: by.target } : {}) });
  disk.apply({ op: 'dirent', changes: [{ dir, name, ino }] });
  if (by.kind !== 'file') return ino;
  disk.apply({ op: 'data', ino, offset: 0, bytes: by.bytes });
  disk.apply({ op: 'size', ino, size: by.bytes.length });
  return ino;
}
