import { constants } from 'node:fs';
import type { Inode } from './inode.ts';
import { Errno } from './kernel.ts';
import type { Mount } from './mount.ts';
import { MAY_READ, MAY_WRITE } from './permission.ts';

const { O_APPEND, O_CREAT, O_DIRECTORY, O_DSYNC, O_EXCL, O_NOFOLLOW, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/** open(2). Returns the new descriptor. @throws Errno as open(2) lists them, for root */
export function open(mount: Mount, path: string, flags: number, mode: number): number {
  if ((flags & O_TMPFILE) === O_TMPFILE) throw new Errno('EOPNOTSUPP');
  if (flags & O_CREAT && flags & O_DIRECTORY) throw new Errno('EINVAL');
  const ino = flags & O_CREAT ? findOrCreate(mount, path, flags, mode) : findExisting(mount, path, flags);
  const access = flags & (O_WRONLY | O_RDWR);
  return mount.addDescriptor({
    ino,
    path,
    readable: access === 0 || access === O_RDWR,
    writable: access === O_WRONLY || access === O_RDWR,
    append: (flags & O_APPEND) !== 0,
    // O_SYNC contains O_DSYNC.
    synchronous: (flags & O_DSYNC) !== 0,
  });
}

export function close(mount: Mount, fd: number): void {
  mount.closeDescriptor(fd);
}

/** Not in the constants of Node. It contains O_DIRECTORY. */
const O_TMPFILE = 0o20000000 | O_DIRECTORY;

function findExisting(mount: Mount, path: string, flags: number): number {
  const inode = mount.walk.toInode(path, (flags & O_NOFOLLOW) === 0);
  mount.subject = inode.ino;
  if (flags & O_DIRECTORY && inode.kind !== 'directory') throw new Errno('ENOTDIR');
  return use(mount, inode, flags);
}

function findOrCreate(mount: Mount, path: string, flags: number, mode: number): number {
  const { walk } = mount;
  walk.toParent(path);
  for (;;) {
    if (walk.last === 'name' && walk.slash) throw new Errno('EISDIR');
    const inode = walk.lookup();
    if (inode === undefined) {
      if (walk.last !== 'name') throw new Errno('EISDIR');
      mount.permission.creation(mount.inode(walk.dir));
      return mount.create(walk.dir, walk.name, 'file', mode & 0o7777 & ~mount.umask);
    }
    mount.subject = inode.ino;
    if (flags & O_EXCL) throw new Errno('EEXIST');
    if (inode.kind === 'directory') throw new Errno('EISDIR');
    if (inode.kind === 'file' || flags & O_NOFOLLOW) return use(mount, inode, flags);
    walk.follow(inode);
  }
}

/** What is left to check, and the truncation, for an inode that existed. */
function use(mount: Mount, inode: Inode, flags: number): number {
  if (inode.kind === 'symlink') throw new Errno('ELOOP');
  if (inode.kind === 'directory' && flags & (O_WRONLY | O_RDWR | O_TRUNC)) throw new Errno('EISDIR');
  mount.permission.access(inode, bitsOf(flags));
  if (flags & O_TRUNC && inode.size > 0) mount.setSize(inode.ino, 0);
  else if (flags & O_TRUNC) mount.disk.touched(inode.ino);
  return inode.ino;
}

function bitsOf(flags: number): number {
  const access = flags & (O_WRONLY | O_RDWR);
  const reading = access === O_WRONLY ? 0 : MAY_READ;
  return access === 0 && !(flags & O_TRUNC) ? reading : reading | MAY_WRITE;
}
