import { Digest } from './digest.ts';

/** The granularity of cached content hashes, in bytes; also the page size of the persistence models. */
export const PAGE_BYTES = 4096;

/**
 * The bytes of one file. A copy (`share`) is made without copying bytes: both then refer to one buffer. What is in the buffer below
 * `storage.used` may belong to others and is copied before it is overwritten; an append to a shared buffer goes behind it in place.
 *
 * Bytes may be stored beyond the size, as on a disk that got a block but not the inode: they do not show until the size grows over
 * them, and are dropped by any truncation below them.
 */
export class Content {
  /** Which disk may change this object; any other makes a copy first. */
  readonly owner: number;
  size = 0;
  /** End of the stored bytes, before or behind `size`. From here on the file reads as NULs, whatever the buffer holds. */
  extent = 0;
  #storage: Storage = EMPTY;
  /** Whether nobody else refers to the buffer. */
  #exclusive = false;
  #hashed = false;
  #a = 0;
  #b = 0;
  /** For contents of several pages: lane a, lane b, valid (0 or 1) of each. */
  #pages: Int32Array | undefined = undefined;

  constructor(owner: number) {
    this.owner = owner;
  }

  share(owner: number): Content {
    const copy = new Content(owner);
    copy.size = this.size;
    copy.extent = this.extent;
    copy.#storage = this.#storage;
    copy.#hashed = this.#hashed;
    copy.#a = this.#a;
    copy.#b = this.#b;
    copy.#pages = this.#pages?.slice();
    this.#exclusive = false;
    return copy;
  }

  /** Stores `source[start, end)` at `offset`. The size stays. */
  write(offset: number, source: Uint8Array, start: number, end: number): void {
    const until = offset + end - start;
    this.#reserve(offset, until);
    this.#storage.bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), offset);
    this.#storage.used = Math.max(this.#storage.used, until);
    this.extent = Math.max(this.extent, until);
    this.#stale(offset, Math.min(until, this.size));
  }

  resize(size: number): void {
    const old = this.size;
    if (size < this.extent) this.#dropFrom(size);
    this.size = size;
    if (size !== old) this.#stale(Math.min(old, size), Math.max(old, size));
  }

  /** Copies `[position, position + length)` as far as the file goes into `target` at `offset`. Returns the number of bytes. */
  read(target: Uint8Array, offset: number, length: number, position: number): number {
    const count = Math.min(length, this.size - position);
    if (count <= 0) return 0;
    const stored = Math.max(0, Math.min(count, this.extent - position));
    const { bytes } = this.#storage;
    if (stored > 0) target.set(bytes.subarray(position, position + stored), offset);
    if (stored < count) target.fill(0, offset + stored, offset + count);
    return count;
  }

  /** The bytes of the file: a view, valid until the next write, where possible. */
  view(): Uint8Array {
    if (this.extent >= this.size) return this.#storage.bytes.subarray(0, this.size);
    const bytes = new Uint8Array(this.size);
    bytes.set(this.stored());
    return bytes;
  }

  /** A view of the stored bytes, also those beyond the size. */
  stored(): Uint8Array {
    return this.#storage.bytes.subarray(0, this.extent);
  }

  /** Feeds size and bytes, as a cached hash of them, to `digest`. */
  digest(digest: Digest): void {
    if (!this.#hashed) this.#rehash();
    digest.number(this.#a);
    digest.number(this.#b);
  }

  #rehash(): void {
    const { size } = this;
    if (size <= PAGE_BYTES) {
      this.#hashPage(0);
    } else {
      const pages = this.#pageHashes();
      for (let page = 0; page * PAGE_BYTES < size; page++) {
        if (pages[3 * page + 2] === 1) continue;
        this.#hashPage(page);
        pages[3 * page] = scratch.a;
        pages[3 * page + 1] = scratch.b;
        pages[3 * page + 2] = 1;
      }
      scratch.begin(size);
      for (let at = 0; at * PAGE_BYTES < 3 * size; at += 3) {
        scratch.number(pages[at] as number);
        scratch.number(pages[at + 1] as number);
      }
      scratch.end();
    }
    this.#a = scratch.a;
    this.#b = scratch.b;
    this.#hashed = true;
  }

  /** Leaves the hash of the page's bytes within the size in `scratch`. */
  #hashPage(page: number): void {
    const start = page * PAGE_BYTES;
    const length = Math.min(PAGE_BYTES, this.size - start);
    const stored = Math.max(0, Math.min(length, this.extent - start));
    scratch.begin(length);
    const { words } = this.#storage;
    const first = start >> 2;
    const full = stored >> 2;
    scratch.words(words, first, first + full);
    let fed = full;
    if (stored & 3) {
      // The word's other bytes are beyond the size or the extent, and may be somebody else's.
      scratch.word((words[first + full] as number) & ((1 << (8 * (stored & 3))) - 1));
      fed++;
    }
    scratch.zeros(((length + 3) >> 2) - fed);
    scratch.end();
  }

  #pageHashes(): Int32Array {
    const needed = 3 * Math.ceil(this.size / PAGE_BYTES);
    const pages = this.#pages;
    if (pages !== undefined && pages.length >= needed) return pages;
    const grown = new Int32Array(needed + (needed >> 1));
    if (pages !== undefined) grown.set(pages);
    this.#pages = grown;
    return grown;
  }

  #stale(from: number, to: number): void {
    if (from >= to) return;
    this.#hashed = false;
    const pages = this.#pages;
    if (pages === undefined) return;
    const last = Math.min(to - 1, (pages.length / 3) * PAGE_BYTES - 1);
    for (let at = from; at <= last; at += PAGE_BYTES) pages[3 * Math.floor(at / PAGE_BYTES) + 2] = 0;
    if (from <= last) pages[3 * Math.floor(last / PAGE_BYTES) + 2] = 0;
    // The page that was the last one so far changes its length.
    if (from > 0 && from - 1 <= last) pages[3 * Math.floor((from - 1) / PAGE_BYTES) + 2] = 0;
  }

  #dropFrom(size: number): void {
    this.extent = size;
    if (!this.#exclusive) return;
    this.#storage.bytes.fill(0, size, this.#storage.used);
    this.#storage.used = size;
  }

  /** Makes `[offset, until)` writable. */
  #reserve(offset: number, until: number): void {
    const { bytes, used } = this.#storage;
    const behindAll = this.extent === used && offset >= used;
    if (until <= bytes.length && (this.#exclusive || behindAll)) return;
    const storage = allocate(until > bytes.length ? until + (until >> 1) : Math.max(until, this.extent));
    storage.bytes.set(this.stored());
    storage.used = this.extent;
    this.#storage = storage;
    this.#exclusive = true;
  }
}

interface Storage {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  /** Beyond this all bytes are NUL and belong to nobody. */
  used: number;
}

const scratch = new Digest();

function allocate(bytes: number): Storage {
  const rounded = Math.max(64, (bytes + 7) & ~7);
  const buffer = new ArrayBuffer(rounded);
  return { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), used: 0 };
}

/** Of no capacity, so that the first write replaces it. */
const EMPTY: Storage = { bytes: new Uint8Array(0), words: new Int32Array(0), used: 0 };
