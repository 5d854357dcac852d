import { deserialize, serialize } from 'node:v8';

const FIRST_BYTES = 4096;
/** A character of UTF-16 takes no more bytes of UTF-8 than this. */
const BYTES_PER_CHARACTER = 3;

/** Writes values one after the other into memory that grows. Read with `MessageReader`, in the same order. */
export class MessageWriter {
  length = 0;
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = new DataView(this.#buffer.buffer);

  /** What has been written; valid until the next write. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.length);
  }

  begin(): this {
    this.length = 0;
    return this;
  }

  /** A whole number from 0 to 255. */
  byte(value: number): this {
    this.#reserve(1);
    this.#view.setUint8(this.length, value);
    this.length += 1;
    return this;
  }

  /** A whole number of 32 bits. */
  int(value: number): this {
    this.#reserve(4);
    this.#view.setInt32(this.length, value, true);
    this.length += 4;
    return this;
  }

  number(value: number): this {
    this.#reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
    return this;
  }

  text(value: string): this {
    this.#reserve(4 + value.length * BYTES_PER_CHARACTER);
    const written = this.#buffer.write(value, this.length + 4, 'utf8');
    this.#view.setInt32(this.length, written, true);
    this.length += 4 + written;
    return this;
  }

  data(value: Uint8Array): this {
    this.int(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.length);
    this.length += value.length;
    return this;
  }

  /** Anything that `structuredClone` takes. Throws what it throws otherwise, and nothing has been written. */
  value(value: unknown): this {
    return this.data(serialize(value));
  }

  #reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#buffer.length));
    grown.set(this.bytes);
    this.#buffer = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Reads what a `MessageWriter` wrote. Nothing that it returns shares memory with the message. */
export class MessageReader {
  #buffer: Buffer;
  #view: DataView;
  #at = 0;

  constructor(memory: ArrayBufferLike) {
    this.#buffer = Buffer.from(memory);
    this.#view = new DataView(memory);
  }

  /** Back to the start: there is another message in the memory. */
  begin(): this {
    this.#at = 0;
    return this;
  }

  byte(): number {
    return this.#view.getUint8(this.#at++);
  }

  int(): number {
    const value = this.#view.getInt32(this.#at, true);
    this.#at += 4;
    return value;
  }

  number(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  text(): string {
    const start = this.#at + 4;
    this.#at = start + this.#view.getInt32(this.#at, true);
    return this.#buffer.toString('utf8', start, this.#at);
  }

  data(): Uint8Array<ArrayBuffer> {
    const start = this.#at + 4;
    this.#at = start + this.#view.getInt32(this.#at, true);
    return new Uint8Array(this.#buffer.subarray(start, this.#at));
  }

  value(): unknown {
    return deserialize(this.data());
  }
}
