import { makeDirectory, removeEntry, renameEntry } from './entries.ts';
import type { Inode } from './inode.ts';
import { Errno } from './kernel.ts';
import type { Mount } from './mount.ts';

/** mkdir(2). @throws Errno EEXIST, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG */
export function mkdir(mount: Mount, path: string, mode: number): void {
  toNewName(mount, path, true);
  const { dir, name } = mount.walk;
  mount.permission.creation(mount.inode(dir));
  makeDirectory(mount, { dir, name }, mode & ~mount.umask);
}

/** symlink(2). The target is kept as it is. @throws Errno as mkdir */
export function symlink(mount: Mount, target: string, path: string): void {
  if (target === '') throw new Errno('ENOENT');
  if (Buffer.byteLength(target) > TARGET_BYTES_MAX) throw new Errno('ENAMETOOLONG');
  toNewName(mount, path, false);
  mount.permission.creation(mount.inode(mount.walk.dir));
  mount.create(mount.walk.dir, mount.walk.name, 'symlink', 0o777, target);
}

/** link(2). Does not follow a symbolic link: that gets a second name itself. @throws Errno EPERM for a directory, else as mkdir */
export function link(mount: Mount, existing: string, path: string): void {
  const inode = mount.walk.toInode(existing, false);
  const from = mount.walk.dir;
  mount.subject = inode.ino;
  toNewName(mount, path, false);
  if (mount.areApart(from, mount.walk.dir)) throw new Errno('EXDEV');
  mount.permission.creation(mount.inode(mount.walk.dir));
  if (inode.kind === 'directory') throw new Errno('EPERM');
  mount.changeEntries([{ dir: mount.walk.dir, name: mount.walk.name, ino: inode.ino }]);
}

/** unlink(2). @throws Errno EISDIR for a directory, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG */
export function unlink(mount: Mount, path: string): void {
  const { walk } = mount;
  walk.toParent(path);
  if (walk.last !== 'name') throw new Errno('EISDIR');
  const inode = found(walk.lookup());
  mount.subject = inode.ino;
  if (walk.slash) throw new Errno(inode.kind === 'directory' ? 'EISDIR' : 'ENOTDIR');
  mount.permission.removal(mount.inode(walk.dir), inode);
  if (inode.kind === 'directory') throw new Errno('EISDIR');
  removeEntry(mount, { dir: walk.dir, name: walk.name }, inode);
}

/** rmdir(2). @throws Errno ENOTEMPTY, ENOTDIR, EINVAL for `.`, EBUSY for the root, ENOENT, ELOOP, ENAMETOOLONG */
export function rmdir(mount: Mount, path: string): void {
  const { walk } = mount;
  walk.toParent(path);
  if (walk.last === 'dot') throw new Errno('EINVAL');
  if (walk.last === 'dotdot') throw new Errno('ENOTEMPTY');
  const inode = found(walk.lookup());
  mount.subject = inode.ino;
  if (walk.last === 'name') mount.permission.removal(mount.inode(walk.dir), inode);
  if (inode.kind !== 'directory') throw new Errno('ENOTDIR');
  if (inode.entries.size > 0) throw new Errno('ENOTEMPTY');
  if (walk.last === 'root') throw new Errno('EBUSY');
  removeEntry(mount, { dir: walk.dir, name: walk.name }, inode);
}

/** rename(2): one atomic change. @throws Errno as rename(2) lists them, for root; EBUSY where a path ends in `.`, `..` or is the root */
export function rename(mount: Mount, from: string, to: string): void {
  const { walk } = mount;
  walk.toParent(from);
  const { dir, name, last, slash } = walk;
  walk.toParent(to);
  if (mount.areApart(dir, walk.dir)) throw new Errno('EXDEV');
  if (last !== 'name' || walk.last !== 'name') throw new Errno('EBUSY');
  renameEntry(mount, { dir, name }, { dir: walk.dir, name: walk.name }, { slash: slash || walk.slash });
}

const TARGET_BYTES_MAX = 4095;

/** Leaves the walk at a name that is free. Only a directory may be made under a name with a slash behind it. */
function toNewName(mount: Mount, path: string, forDirectory: boolean): void {
  const { walk } = mount;
  walk.toParent(path);
  if (walk.last !== 'name') throw new Errno('EEXIST');
  if (walk.lookup() !== undefined) throw new Errno('EEXIST');
  if (walk.slash && !forDirectory) throw new Errno('ENOENT');
}

function found(inode: Inode | undefined): Inode {
  if (inode === undefined) throw new Errno('ENOENT');
  return inode;
}
