import type { Inode } from './inode.ts';

/** The inodes of a disk, to be looked at. */
export interface InodeTable {
  /** Not to be changed, nor to be kept across changes of the disk: a change may replace it by a copy. */
  inode(ino: number): Inode | undefined;
}
