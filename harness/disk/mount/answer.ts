import { constants } from 'node:os';
import type { Inode } from '../inode.ts';
import type { Errno } from '../kernel.ts';
import { ANSWER_HEADER_BYTES, KINDS, WRITE_BYTES_MAX } from './wire.ts';

/** Where answers are put together, one after the other. Places count from behind the header. */
export class Answer {
  readonly bytes = Buffer.alloc(ANSWER_HEADER_BYTES + WRITE_BYTES_MAX + 4096);
  readonly #view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);

  u32(at: number, value: number): void {
    this.#view.setUint32(ANSWER_HEADER_BYTES + at, value, true);
  }

  /** Any integer that a double holds; negative ones in two's complement. */
  u64(at: number, value: number): void {
    this.u32(at, value >>> 0);
    this.u32(at + 4, Math.floor(value / 2 ** 32) >>> 0);
  }

  put(at: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, ANSWER_HEADER_BYTES + at);
  }

  /** What is finished with so many bytes: a view, valid until the next answer. */
  finish(unique: number, length: number): Buffer {
    return this.#finish(unique, 0, length);
  }

  refuse(unique: number, { code }: Errno): Buffer {
    return this.#finish(unique, -numberOf(code), 0);
  }

  /** fuse_attr_out. */
  attributes(image: number, inode: Inode, validSeconds: number): number {
    this.u64(0, validSeconds);
    this.u64(8, 0);
    this.#attributes(16, image, inode);
    return 16 + ATTRIBUTE_BYTES;
  }

  /** fuse_entry_out. */
  entry(image: number, inode: Inode, validSeconds: number): number {
    this.u32(0, inode.ino);
    this.u32(4, image);
    this.u64(8, 0);
    this.u64(16, validSeconds);
    this.u64(24, validSeconds);
    this.u64(32, 0);
    this.#attributes(ENTRY_HEAD_BYTES, image, inode);
    return ENTRY_HEAD_BYTES + ATTRIBUTE_BYTES;
  }

  /** A fuse_entry_out that says that there is nothing, which may be remembered. */
  noEntry(validSeconds: number): number {
    const length = ENTRY_HEAD_BYTES + ATTRIBUTE_BYTES;
    this.bytes.fill(0, ANSWER_HEADER_BYTES, ANSWER_HEADER_BYTES + length);
    this.u64(16, validSeconds);
    return length;
  }

  /** fuse_open_out. */
  opened(at: number, handle: number, flags: number): number {
    this.u64(at, handle);
    this.u32(at + 8, flags);
    this.u32(at + 12, 0);
    return at + 16;
  }

  #attributes(at: number, image: number, inode: Inode): void {
    const { size } = inode;
    this.u32(at, inode.ino);
    this.u32(at + 4, image);
    this.u64(at + 8, size);
    this.u64(at + 16, Math.ceil(size / 512));
    this.#time(at + 24, at + 48, inode.atimeMs);
    this.#time(at + 32, at + 52, inode.mtimeMs);
    this.#time(at + 40, at + 56, inode.ctimeMs);
    this.u32(at + 60, KINDS[inode.kind] | inode.mode);
    this.u32(at + 64, inode.nlink);
    this.u32(at + 68, inode.uid);
    this.u32(at + 72, inode.gid);
    this.u32(at + 76, 0);
    this.u32(at + 80, 4096);
    this.u32(at + 84, 0);
  }

  #time(secondsAt: number, nanosecondsAt: number, ms: number): void {
    const seconds = Math.floor(ms / 1000);
    this.u64(secondsAt, seconds);
    // Of a double with the milliseconds since 1970 a nanosecond is not exact, and a microsecond is.
    this.u32(nanosecondsAt, Math.min(999_999, Math.round((ms - seconds * 1000) * 1000)) * 1000);
  }

  #finish(unique: number, error: number, length: number): Buffer {
    const view = this.#view;
    view.setUint32(0, ANSWER_HEADER_BYTES + length, true);
    view.setInt32(4, error, true);
    view.setUint32(8, unique >>> 0, true);
    view.setUint32(12, Math.floor(unique / 2 ** 32), true);
    return this.bytes.subarray(0, ANSWER_HEADER_BYTES + length);
  }
}

const ENTRY_HEAD_BYTES = 40;
const ATTRIBUTE_BYTES = 88;

/** @throws Error for a code that Linux does not have */
function numberOf(code: string): number {
  const number = NUMBERS.get(code);
  if (number === undefined) throw new Error(`there is no errno ${code}`);
  return number;
}

const NUMBERS = new Map<string, number>(Object.entries(constants.errno));
