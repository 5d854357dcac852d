import { constants } from 'node:fs';
import type { Attributes } from './disk.ts';
import type { Inode } from './inode.ts';
import { type DirectoryEntry, Errno, type KernelStat, type KernelStatFs } from './kernel.ts';
import type { Mount } from './mount.ts';
import { MAY_READ } from './permission.ts';

/** stat(2), lstat(2). */
export function stat(mount: Mount, path: string, follow: boolean): KernelStat {
  return describe(find(mount, path, follow));
}

export function fstat(mount: Mount, fd: number): KernelStat {
  return describe(mount.inode(mount.descriptor(fd).ino));
}

/** access(2). Root may everything but execute a file that nobody may execute. @throws Errno EACCES, EINVAL, ENOENT, ... */
export function access(mount: Mount, path: string, mode: number): void {
  if (mode & ~(constants.R_OK | constants.W_OK | constants.X_OK)) throw new Errno('EINVAL');
  const inode = find(mount, path, true);
  if (mode !== constants.F_OK) mount.permission.access(inode, mode);
  if (mode & constants.X_OK && inode.kind === 'file' && !(inode.mode & 0o111)) throw new Errno('EACCES');
}

/** Sorted by name, as libuv's scandir does. @throws Errno ENOTDIR, ENOENT, ... */
export function readdir(mount: Mount, path: string): DirectoryEntry[] {
  const inode = find(mount, path, true);
  if (inode.kind !== 'directory') throw new Errno('ENOTDIR');
  mount.permission.access(inode, MAY_READ);
  const entries: DirectoryEntry[] = [];
  for (const [name, ino] of inode.entries) entries.push({ name, kind: mount.inode(ino).kind });
  return entries.sort(byName);
}

/** @throws Errno EINVAL for anything but a symbolic link */
export function readlink(mount: Mount, path: string): string {
  const inode = find(mount, path, false);
  if (inode.kind !== 'symlink') throw new Errno('EINVAL');
  return inode.target;
}

/** realpath(3): looks up one component after the other, so that only components can be too long. */
export function realpath(mount: Mount, path: string): string {
  const inode = mount.walk.toInode(path, true, Number.POSITIVE_INFINITY);
  mount.subject = inode.ino;
  if (inode.kind === 'directory') return mount.walk.pathOf(inode.ino);
  return `${mount.walk.pathOf(mount.walk.dir)}/${mount.walk.name}`;
}

export function chmod(mount: Mount, path: string, mode: number): void {
  changeMode(mount, find(mount, path, true), mode);
}

export function fchmod(mount: Mount, fd: number, mode: number): void {
  changeMode(mount, mount.inode(mount.descriptor(fd).ino), mode);
}

/** An id of -1 stays as it is, chown(2). */
export function chown(mount: Mount, path: string, owner: Owner, follow: boolean): void {
  changeOwner(mount, find(mount, path, follow), owner);
}

export function fchown(mount: Mount, fd: number, owner: Owner): void {
  changeOwner(mount, mount.inode(mount.descriptor(fd).ino), owner);
}

/** Times in seconds since the epoch. */
export function utimes(mount: Mount, path: string, times: Times, follow: boolean): void {
  changeTimes(mount, find(mount, path, follow), times);
}

export function futimes(mount: Mount, fd: number, times: Times): void {
  changeTimes(mount, mount.inode(mount.descriptor(fd).ino), times);
}

/** Made up, but for a file system of some room that says it is ext4. */
export function statfs(mount: Mount, path: string): KernelStatFs {
  find(mount, path, true);
  return { type: 0xef53, bsize: 4096, blocks: 2 ** 24, bfree: 2 ** 23, bavail: 2 ** 23, files: 2 ** 20, ffree: 2 ** 19 };
}

export interface Owner {
  uid: number;
  gid: number;
}

export interface Times {
  atime: number;
  mtime: number;
}

function find(mount: Mount, path: string, follow: boolean): Inode {
  const inode = mount.walk.toInode(path, follow);
  mount.subject = inode.ino;
  return inode;
}

function describe(inode: Inode): KernelStat {
  const { ino, kind, mode, nlink, uid, gid, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = inode;
  return { ino, kind, mode, nlink, uid, gid, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs };
}

function byName(left: DirectoryEntry, right: DirectoryEntry): number {
  return left.name < right.name ? -1 : 1;
}

function changeMode(mount: Mount, inode: Inode, mode: number): void {
  mount.permission.ownership(inode);
  mount.setAttributes(inode.ino, { mode: mode & 0o7777 });
}

function changeTimes(mount: Mount, inode: Inode, times: Times): void {
  mount.permission.ownership(inode);
  mount.setAttributes(inode.ino, milliseconds(times));
}

/** Also drops the set-id bits of what is no directory, as Linux does even for root. */
function changeOwner(mount: Mount, inode: Inode, { uid, gid }: Owner): void {
  const attributes: Attributes = {};
  if (uid !== UNCHANGED && uid !== -1) attributes.uid = uid;
  if (gid !== UNCHANGED && gid !== -1) attributes.gid = gid;
  mount.permission.giving(inode, attributes);
  if (inode.kind !== 'directory') {
    const dropped = inode.mode & 0o10 ? 0o6000 : 0o4000;
    if (inode.mode & dropped) attributes.mode = inode.mode & ~dropped;
  }
  mount.setAttributes(inode.ino, attributes);
}

/** (uid_t)-1 */
const UNCHANGED = 0xffffffff;

function milliseconds({ atime, mtime }: Times): Attributes {
  return { atimeMs: atime * 1000, mtimeMs: mtime * 1000 };
}
