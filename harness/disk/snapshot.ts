import { Content } from './content.ts';
import { Inode, NO_ENTRIES } from './inode.ts';
import type { InodeTable } from './inode-table.ts';
import type { FileKind } from './kernel.ts';

/** A disk as plain data. Inode numbers are kept, so that effects recorded on the disk apply to what is made from its snapshot. */
export interface DiskSnapshot {
  nowMs: number;
  nextIno: number;
  inodes: SnapshotInode[];
}

export interface SnapshotInode {
  ino: number;
  kind: FileKind;
  mode: number;
  uid: number;
  gid: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
  /** Of a file: its size in bytes and what is stored of it; the rest reads as NULs. */
  size?: number;
  bytes?: Uint8Array;
  /** Of a symbolic link. */
  target?: string;
  /** Of a directory, in order of creation. */
  entries?: [name: string, ino: number][];
}

/** Everything reachable from the root, each inode once. */
export function takeSnapshot(disk: InodeTable & Pick<DiskSnapshot, 'nowMs' | 'nextIno'>): DiskSnapshot {
  const inodes = new Map<number, SnapshotInode>();
  const collect = (ino: number): void => {
    const inode = disk.inode(ino);
    if (inode === undefined || inodes.has(ino)) return;
    inodes.set(ino, describe(inode));
    for (const child of inode.entries.values()) collect(child);
  };
  collect(1);
  return { nowMs: disk.nowMs, nextIno: disk.nextIno, inodes: [...inodes.values()] };
}

/** The inode table. No disk owns these inodes: the first that changes one copies it. */
export function restoreInodes({ nowMs, nextIno, inodes }: DiskSnapshot): (Inode | undefined)[] {
  const table: (Inode | undefined)[] = Array.from({ length: nextIno }, () => undefined);
  for (const plain of inodes) {
    const { ino, kind, mode, target = '' } = plain;
    const entries = kind === 'directory' ? new Map(plain.entries) : NO_ENTRIES;
    const inode = new Inode({ owner: NOBODY, ino, kind, mode, target, nowMs, entries });
    const { uid, gid, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = plain;
    Object.assign(inode, { uid, gid, atimeMs, mtimeMs, ctimeMs, birthtimeMs });
    if (plain.bytes !== undefined) inode.content = restoreContent(plain.bytes, plain.size ?? plain.bytes.length);
    table[ino] = inode;
  }
  const root = table[1];
  if (root !== undefined) Object.assign(root, { names: 1, parent: 1 });
  for (const directory of table) if (directory !== undefined) countEntries(directory, table);
  return table;
}

const NOBODY = 0;

function describe(inode: Inode): SnapshotInode {
  const { ino, kind, mode, uid, gid, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = inode;
  const plain: SnapshotInode = { ino, kind, mode, uid, gid, atimeMs, mtimeMs, ctimeMs, birthtimeMs };
  if (kind === 'directory') plain.entries = [...inode.entries];
  if (kind === 'symlink') plain.target = inode.target;
  if (inode.content !== undefined) {
    plain.size = inode.content.size;
    plain.bytes = new Uint8Array(inode.content.stored());
  }
  return plain;
}

function restoreContent(bytes: Uint8Array, size: number): Content {
  const content = new Content(NOBODY);
  content.write(0, bytes, 0, bytes.length);
  // Not `resize`, which drops the bytes behind the size.
  content.size = size;
  return content;
}

function countEntries(directory: Inode, table: readonly (Inode | undefined)[]): void {
  for (const [name, ino] of directory.entries) {
    const child = table[ino];
    if (child === undefined) continue;
    child.names++;
    if (child.kind !== 'directory') continue;
    child.parent = directory.ino;
    child.nameInParent = name;
    directory.subdirectories++;
  }
}
