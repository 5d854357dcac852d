import type { Inode } from './inode.ts';
import type { InodeTable } from './inode-table.ts';
import type { FileKind } from './kernel.ts';

/** One path of a disk. */
export interface TreeEntry {
  /** `/data/a.json`. */
  path: string;
  kind: FileKind;
  mode: number;
  /** As stat shows it: bytes of a file, length of a link's target, a constant for a directory. */
  size: number;
  /** Of a file: a view, valid until the disk changes. */
  content?: Uint8Array;
  /** Of a symbolic link. */
  target?: string;
  ino: number;
  mtimeMs: number;
  nlink: number;
}

/** Everything below the root, sorted by path in order of UTF-16 units. */
export function listTree(inodes: InodeTable): TreeEntry[] {
  const found: TreeEntry[] = [];
  const collect = (directory: Inode, path: string): void => {
    for (const [name, ino] of directory.entries) {
      const inode = inodes.inode(ino);
      if (inode === undefined) continue;
      const child = `${path}/${name}`;
      found.push(describe(inode, child));
      if (inode.kind === 'directory') collect(inode, child);
    }
  };
  const root = inodes.inode(1);
  if (root !== undefined) collect(root, '');
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function describe(inode: Inode, path: string): TreeEntry {
  const { kind, mode, size, ino, mtimeMs, nlink } = inode;
  const entry: TreeEntry = { path, kind, mode, size, ino, mtimeMs, nlink };
  if (kind === 'file') entry.content = inode.content?.view() ?? new Uint8Array(0);
  if (kind === 'symlink') entry.target = inode.target;
  return entry;
}
