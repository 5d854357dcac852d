import { Errno } from '../kernel.ts';
import { REQUEST_HEADER_BYTES } from './wire.ts';

/** A request as the kernel wrote it into a buffer, which the next request overwrites. */
export class Request {
  /** Where requests are read into. */
  readonly bytes: Buffer;
  opcode = 0;
  /** By what the answer names it. Counts up, far below 2^53. */
  unique = 0;
  /** The node that it is about: the upper half of its id is an image's number, the lower half an inode's. */
  image = 0;
  ino = 0;
  uid = 0;
  gid = 0;
  /** The thread that asks, as gettid(2) gives it; 0 for the kernel itself. */
  thread = 0;
  #length = 0;
  readonly #view: DataView;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Takes what was read, so many bytes, for the next request. */
  take(length: number): void {
    const view = this.#view;
    this.#length = length;
    this.opcode = view.getUint32(4, true);
    this.unique = view.getUint32(8, true) + view.getUint32(12, true) * 2 ** 32;
    this.ino = view.getUint32(16, true);
    this.image = view.getUint32(20, true);
    this.uid = view.getUint32(24, true);
    this.gid = view.getUint32(28, true);
    this.thread = view.getUint32(32, true);
  }

  /** Numbers at a place behind the header. */
  u32(at: number): number {
    return this.#view.getUint32(REQUEST_HEADER_BYTES + at, true);
  }

  /** Exact up to 2^53; anything above comes out rounded. */
  u64(at: number): number {
    return this.u32(at) + this.u32(at + 4) * 2 ** 32;
  }

  /** One that is only a name, exactly. */
  u64Text(at: number): string {
    return `${this.u32(at + 4)}:${this.u32(at)}`;
  }

  /** Two's complement. */
  i64(at: number): number {
    return this.u32(at) + this.#view.getInt32(REQUEST_HEADER_BYTES + at + 4, true) * 2 ** 32;
  }

  /** Names that follow one another, each with a NUL behind it. @throws Errno EILSEQ for what is not UTF-8: names are strings here */
  names(at: number, count: 1): [string];
  names(at: number, count: 2): [string, string];
  names(at: number, count: number): string[] {
    const names: string[] = [];
    let from = REQUEST_HEADER_BYTES + at;
    for (let left = count; left > 0; left--) {
      const end = this.bytes.indexOf(0, from);
      const name = this.bytes.toString('utf8', from, end);
      if (name.includes('\ufffd') && Buffer.byteLength(name) !== end - from) throw new Errno('EILSEQ');
      names.push(name);
      from = end + 1;
    }
    return names;
  }

  /** A view of what comes behind the header, from a place on; of at most so many bytes. */
  data(at: number, length: number): Buffer {
    const start = REQUEST_HEADER_BYTES + at;
    return this.bytes.subarray(start, Math.min(start + length, this.#length));
  }
}
