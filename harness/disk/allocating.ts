import { Errno } from './kernel.ts';
import type { Mount } from './mount.ts';
import { FILE_BYTES_MAX } from './transfer.ts';

/** Bits of the mode of fallocate(2), from linux/falloc.h. */
export const KEEP_SIZE = 1;
export const PUNCH_HOLE = 2;
export const ZERO_RANGE = 16;

export interface Range {
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

/**
 * fallocate(2) as ext4 has it, but for moving ranges: makes room, punches holes, zeroes. Room itself is not simulated: with KEEP_SIZE
 * nothing changes.
 *
 * @throws Errno EINVAL, EFBIG; EOPNOTSUPP for other modes
 */
export function allocate(mount: Mount, ino: number, mode: number, { offset, length }: Range): void {
  if ((mode & ~(KEEP_SIZE | PUNCH_HOLE | ZERO_RANGE)) !== 0) throw new Errno('EOPNOTSUPP');
  if (mode & PUNCH_HOLE && (mode & ZERO_RANGE || !(mode & KEEP_SIZE))) throw new Errno('EOPNOTSUPP');
  if (offset < 0 || length <= 0) throw new Errno('EINVAL');
  const inode = mount.inode(ino);
  if (inode.kind !== 'file') throw new Errno('ENODEV');
  const end = offset + length;
  if (end > FILE_BYTES_MAX) throw new Errno('EFBIG');
  // Behind the stored bytes there is nothing that a zero could replace.
  const zeroed = Math.min(end, inode.size, inode.content?.extent ?? 0) - offset;
  if (mode & (PUNCH_HOLE | ZERO_RANGE) && zeroed > 0) mount.writeData(ino, offset, new Uint8Array(zeroed), 0, zeroed);
  if (!(mode & KEEP_SIZE) && end > inode.size) mount.setSize(ino, end);
}
