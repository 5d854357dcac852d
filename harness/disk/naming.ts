import type { Inode } from './inode.ts';
import { Errno } from './kernel.ts';
import type { Mount } from './mount.ts';

/** mkdir(2). @throws Errno EEXIST, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG */
export function mkdir(mount: Mount, path: string, mode: number): void {
  toNewName(mount, path, true);
  const { dir, name } = mount.walk;
  // A set-group-id directory passes the bit on to its subdirectories; mkdir itself takes only permissions and the sticky bit.
  const inherited = mount.inode(dir).mode & 0o2000;
  mount.create(dir, name, 'directory', (mode & 0o1777 & ~mount.umask) | inherited);
}

/** symlink(2). The target is kept as it is. @throws Errno as mkdir */
export function symlink(mount: Mount, target: string, path: string): void {
  if (target === '') throw new Errno('ENOENT');
  if (Buffer.byteLength(target) > TARGET_BYTES_MAX) throw new Errno('ENAMETOOLONG');
  toNewName(mount, path, false);
  mount.create(mount.walk.dir, mount.walk.name, 'symlink', 0o777, target);
}

/** link(2). Does not follow a symbolic link: that gets a second name itself. @throws Errno EPERM for a directory, else as mkdir */
export function link(mount: Mount, existing: string, path: string): void {
  const inode = mount.walk.toInode(existing, false);
  mount.subject = inode.ino;
  toNewName(mount, path, false);
  if (inode.kind === 'directory') throw new Errno('EPERM');
  mount.changeEntries([{ dir: mount.walk.dir, name: mount.walk.name, ino: inode.ino }]);
}

/** unlink(2). @throws Errno EISDIR for a directory, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG */
export function unlink(mount: Mount, path: string): void {
  const { walk } = mount;
  walk.toParent(path);
  if (walk.last !== 'name') throw new Errno('EISDIR');
  const inode = existing(walk.lookup());
  mount.subject = inode.ino;
  if (inode.kind === 'directory') throw new Errno('EISDIR');
  if (walk.slash) throw new Errno('ENOTDIR');
  removeName(mount, inode);
}

/** rmdir(2). @throws Errno ENOTEMPTY, ENOTDIR, EINVAL for `.`, EBUSY for the root, ENOENT, ELOOP, ENAMETOOLONG */
export function rmdir(mount: Mount, path: string): void {
  const { walk } = mount;
  walk.toParent(path);
  if (walk.last === 'dot') throw new Errno('EINVAL');
  if (walk.last === 'dotdot') throw new Errno('ENOTEMPTY');
  const inode = existing(walk.lookup());
  mount.subject = inode.ino;
  if (inode.kind !== 'directory') throw new Errno('ENOTDIR');
  if (inode.entries.size > 0) throw new Errno('ENOTEMPTY');
  if (walk.last === 'root') throw new Errno('EBUSY');
  removeName(mount, inode);
}

/** rename(2): one atomic change. @throws Errno as rename(2) lists them, for root; EBUSY where a path ends in `.`, `..` or is the root */
export function rename(mount: Mount, from: string, to: string): void {
  const { walk } = mount;
  walk.toParent(from);
  const { dir: fromDir, name: fromName, last: fromLast, slash: fromSlash } = walk;
  walk.toParent(to);
  if (fromLast !== 'name' || walk.last !== 'name') throw new Errno('EBUSY');
  const inode = existing(walk.entry(fromDir, fromName));
  mount.subject = inode.ino;
  const replaced = walk.lookup();
  checkRename(mount, { inode, fromDir, replaced, slash: fromSlash || walk.slash });
  if (replaced === inode) return;
  mount.changeEntries([
    { dir: fromDir, name: fromName, ino: null },
    { dir: walk.dir, name: walk.name, ino: inode.ino },
  ]);
  if (replaced !== undefined) mount.lostName(replaced.ino);
}

const TARGET_BYTES_MAX = 4095;

/** In the order in which Linux checks. */
function checkRename(
  mount: Mount,
  { inode, fromDir, replaced, slash }: { inode: Inode; fromDir: number; replaced: Inode | undefined; slash: boolean },
): void {
  if (inode.kind !== 'directory' && slash) throw new Errno('ENOTDIR');
  if (isWithin(mount, mount.walk.dir, inode.ino)) throw new Errno('EINVAL');
  if (replaced === undefined || replaced === inode) return;
  if (isWithin(mount, fromDir, replaced.ino)) throw new Errno('ENOTEMPTY');
  if (inode.kind === 'directory' && replaced.kind !== 'directory') throw new Errno('ENOTDIR');
  if (inode.kind !== 'directory' && replaced.kind === 'directory') throw new Errno('EISDIR');
  if (replaced.entries.size > 0) throw new Errno('ENOTEMPTY');
}

/** Leaves the walk at a name that is free. Only a directory may be made under a name with a slash behind it. */
function toNewName(mount: Mount, path: string, forDirectory: boolean): void {
  const { walk } = mount;
  walk.toParent(path);
  if (walk.last !== 'name') throw new Errno('EEXIST');
  if (walk.lookup() !== undefined) throw new Errno('EEXIST');
  if (walk.slash && !forDirectory) throw new Errno('ENOENT');
}

function removeName(mount: Mount, inode: Inode): void {
  mount.changeEntries([{ dir: mount.walk.dir, name: mount.walk.name, ino: null }]);
  mount.lostName(inode.ino);
}

function existing(inode: Inode | undefined): Inode {
  if (inode === undefined) throw new Errno('ENOENT');
  return inode;
}

/** The root is its own parent. */
function isWithin(mount: Mount, dir: number, ancestor: number): boolean {
  for (let at = dir; ; ) {
    if (at === ancestor) return true;
    const parent = mount.disk.inode(at)?.parent ?? at;
    if (parent === at) return false;
    at = parent;
  }
}
