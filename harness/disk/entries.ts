import type { Inode } from './inode.ts';
import { Errno } from './kernel.ts';
import type { Mount } from './mount.ts';
import { MAY_WRITE } from './permission.ts';

/** A name in a directory, whether or not there is anything of that name. */
export interface Entry {
  /** The directory's inode number. */
  readonly dir: number;
  readonly name: string;
}

export interface RenameRules {
  /** renameat2(2) with RENAME_NOREPLACE: EEXIST where the new name is taken. */
  readonly noReplace?: boolean;
  /** With RENAME_EXCHANGE: both are there, and change places in one atomic change. */
  readonly exchange?: boolean;
  /** A slash follows one of the names: what is renamed has to be a directory. */
  readonly slash?: boolean;
}

/** What has that name. @throws Errno ENOENT, ENAMETOOLONG */
export function existing(mount: Mount, { dir, name }: Entry): Inode {
  const inode = mount.walk.entry(dir, name);
  if (inode === undefined) throw new Errno('ENOENT');
  return inode;
}

/** The name is free, in a directory that is still there. @throws Errno EEXIST, ENOENT, ENOTDIR, ENAMETOOLONG */
export function requireFree(mount: Mount, { dir, name }: Entry): void {
  const directory = mount.disk.inode(dir);
  if (directory === undefined || directory.names === 0) throw new Errno('ENOENT');
  if (directory.kind !== 'directory') throw new Errno('ENOTDIR');
  if (mount.walk.entry(dir, name) !== undefined) throw new Errno('EEXIST');
}

/** A new directory. One that is set-group-id passes the bit on to it; mkdir itself takes only permissions and the sticky bit. */
export function makeDirectory(mount: Mount, { dir, name }: Entry, mode: number): number {
  const inherited = mount.inode(dir).mode & 0o2000;
  return mount.create(dir, name, 'directory', (mode & 0o1777) | inherited);
}

/** Takes away the name of what was found there. */
export function removeEntry(mount: Mount, { dir, name }: Entry, inode: Inode): void {
  mount.changeEntries([{ dir, name, ino: null }]);
  mount.lostName(inode.ino);
}

/** rename(2), renameat2(2): one atomic change. Nothing happens where both are names of one file. @throws Errno as rename(2) lists them, for root */
export function renameEntry(mount: Mount, from: Entry, to: Entry, rules: RenameRules = {}): void {
  const inode = existing(mount, from);
  mount.subject = inode.ino;
  const other = mount.walk.entry(to.dir, to.name);
  if (rules.noReplace && other !== undefined) throw new Errno('EEXIST');
  if (rules.exchange && other === undefined) throw new Errno('ENOENT');
  checkRename(mount, { inode, other, from, to, rules });
  if (other === inode) return;
  const gone = { ...from, ino: null };
  const moved = { ...to, ino: inode.ino };
  if (rules.exchange && other !== undefined) {
    mount.changeEntries([gone, { ...to, ino: null }, moved, { ...from, ino: other.ino }]);
    return;
  }
  mount.changeEntries([gone, moved]);
  if (other !== undefined) mount.lostName(other.ino);
}

interface Renamed {
  readonly inode: Inode;
  readonly other: Inode | undefined;
  readonly from: Entry;
  readonly to: Entry;
  readonly rules: RenameRules;
}

/** In the order in which Linux checks. */
function checkRename(mount: Mount, { inode, other, from, to, rules }: Renamed): void {
  if (inode.kind !== 'directory' && rules.slash) throw new Errno('ENOTDIR');
  if (isWithin(mount, to.dir, inode.ino)) throw new Errno('EINVAL');
  if (other === inode) return;
  if (other !== undefined && isWithin(mount, from.dir, other.ino)) throw new Errno(rules.exchange ? 'EINVAL' : 'ENOTEMPTY');
  if (mount.permission.restricts) requirePermission(mount, { inode, other, from, to, rules });
  if (other === undefined || rules.exchange) return;
  if (inode.kind === 'directory' && other.kind !== 'directory') throw new Errno('ENOTDIR');
  if (inode.kind !== 'directory' && other.kind === 'directory') throw new Errno('EISDIR');
  if (other.entries.size > 0) throw new Errno('ENOTEMPTY');
}

/** A directory that moves has its `..` changed. */
function requirePermission({ permission, disk }: Mount, { inode, other, from, to }: Renamed): void {
  const [source, target] = [disk.inode(from.dir), disk.inode(to.dir)];
  if (source !== undefined) permission.removal(source, inode);
  if (target !== undefined && other === undefined) permission.creation(target);
  if (target !== undefined && other !== undefined) permission.removal(target, other);
  if (inode.kind === 'directory' && from.dir !== to.dir) permission.access(inode, MAY_WRITE);
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
