import type { Descriptor } from './descriptor.ts';
import { Errno } from './kernel.ts';
import type { Mount } from './mount.ts';

/** pread(2) with a position, read(2) without. @throws Errno EBADF, EISDIR, EINVAL */
export function read(
  mount: Mount,
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number | bigint | null,
): number {
  const descriptor = readableDescriptor(mount, fd);
  const from = position === null ? descriptor.offset : Number(position);
  if (from < 0) throw new Errno('EINVAL');
  mount.offset = from;
  const count = mount.inode(descriptor.ino).content?.read(buffer, offset, length, from) ?? 0;
  mount.length = count;
  if (position === null) descriptor.offset += count;
  return count;
}

/** readv(2), preadv(2). @throws Errno EBADF, EISDIR, EINVAL */
export function readv(mount: Mount, fd: number, buffers: readonly Uint8Array[], position: number | null): number {
  const descriptor = readableDescriptor(mount, fd);
  const from = position ?? descriptor.offset;
  if (from < 0) throw new Errno('EINVAL');
  const { content } = mount.inode(descriptor.ino);
  let count = 0;
  for (const buffer of buffers) count += content?.read(buffer, 0, buffer.length, from + count) ?? 0;
  mount.offset = from;
  mount.length = count;
  if (position === null) descriptor.offset += count;
  return count;
}

/**
 * pwrite(2) with a position, write(2) without. With O_APPEND always at the end, as Linux does it (BUGS in pwrite(2)).
 *
 * @throws Errno EBADF, EINVAL, EFBIG
 */
export function write(
  mount: Mount,
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number | null,
): number {
  const descriptor = writableDescriptor(mount, fd);
  const at = writePosition(mount, descriptor, position, length);
  if (length > 0) store(mount, descriptor.ino, at, buffer, offset, offset + length);
  if (position === null && length > 0) descriptor.offset = at + length;
  mount.synchronous = descriptor.synchronous;
  return length;
}

/** writev(2), pwritev(2): one change, as Linux holds the inode's lock throughout. @throws Errno EBADF, EINVAL, EFBIG */
export function writev(mount: Mount, fd: number, buffers: readonly Uint8Array[], position: number | null): number {
  const [only] = buffers;
  const bytes = buffers.length === 1 && only !== undefined ? only : concatenate(buffers);
  return write(mount, fd, bytes, 0, bytes.length, position);
}

/** @throws Errno EBADF, EINVAL, EFBIG */
export function ftruncate(mount: Mount, fd: number, length: number): void {
  if (length < 0) throw new Errno('EINVAL');
  const descriptor = mount.descriptor(fd);
  mount.length = length;
  const inode = mount.inode(descriptor.ino);
  if (inode.kind !== 'file' || !descriptor.writable) throw new Errno('EINVAL');
  if (length > FILE_BYTES_MAX) throw new Errno('EFBIG');
  if (length !== inode.size) mount.setSize(inode.ino, length);
  else mount.disk.touched(inode.ino);
}

/** fsync(2) and fdatasync(2) change nothing here: what they force is for the persistence models to say. @throws Errno EBADF */
export function sync(mount: Mount, fd: number): void {
  mount.descriptor(fd);
}

/** Bytes of an inode, whoever has it open; the file grows as far as needed. What is written to nobody's descriptor comes here directly. */
export function store(mount: Mount, ino: number, at: number, bytes: Uint8Array, start: number, end: number): void {
  mount.writeData(ino, at, bytes, start, end);
  const until = at + end - start;
  if (until > mount.inode(ino).size) mount.setSize(ino, until);
}

/** A limit of the simulation: sparse files are backed by memory once they are written to. */
export const FILE_BYTES_MAX = 2 ** 30;

function readableDescriptor(mount: Mount, fd: number): Descriptor {
  const descriptor = mount.descriptor(fd);
  if (!descriptor.readable) throw new Errno('EBADF');
  if (mount.inode(descriptor.ino).kind === 'directory') throw new Errno('EISDIR');
  return descriptor;
}

function writableDescriptor(mount: Mount, fd: number): Descriptor {
  const descriptor = mount.descriptor(fd);
  if (!descriptor.writable) throw new Errno('EBADF');
  return descriptor;
}

function writePosition(mount: Mount, descriptor: Descriptor, position: number | null, length: number): number {
  if (position !== null && position < 0) throw new Errno('EINVAL');
  const at = descriptor.append ? mount.inode(descriptor.ino).size : (position ?? descriptor.offset);
  mount.offset = at;
  mount.length = length;
  if (at + length > FILE_BYTES_MAX) throw new Errno('EFBIG');
  return at;
}

function concatenate(buffers: readonly Uint8Array[]): Uint8Array {
  let total = 0;
  for (const buffer of buffers) total += buffer.length;
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const buffer of buffers) {
    bytes.set(buffer, at);
    at += buffer.length;
  }
  return bytes;
}
