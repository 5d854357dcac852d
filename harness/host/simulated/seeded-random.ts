import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Seeds every source of randomness that JavaScript code uses for names and ids, so that temp names and traces repeat: `Math.random`,
 * `randomBytes`, `randomFill`, `randomInt`, `randomUUID` and `getRandomValues`. Keys and hashes are left alone.
 */
export class SeededRandom {
  #state = 1;

  constructor() {
    const fill = (bytes: Uint8Array): void => {
      for (let index = 0; index < bytes.length; index++) bytes[index] = this.#next() & 0xff;
    };
    Math.random = () => this.#next() / 0x1_0000_0000;
    const patched = crypto as unknown as { [name: string]: unknown };
    patched.randomBytes = (size: number, callback?: (error: null, bytes: Buffer) => void) => {
      const bytes = Buffer.alloc(size);
      fill(bytes);
      if (callback === undefined) return bytes;
      setImmediate(() => callback(null, bytes));
      return undefined;
    };
    patched.randomFillSync = (view: ArrayBufferView, offset = 0, size?: number) => {
      fill(bytesOf(view).subarray(offset, size === undefined ? undefined : offset + size));
      return view;
    };
    patched.randomFill = (view: ArrayBufferView, ...rest: unknown[]) => {
      const [offset, size] = rest.filter((value): value is number => typeof value === 'number');
      fill(bytesOf(view).subarray(offset ?? 0, size === undefined ? undefined : (offset ?? 0) + size));
      const callback = rest.at(-1);
      if (typeof callback === 'function') setImmediate(() => callback(null, view));
    };
    patched.randomInt = (...args: unknown[]) => {
      const [first = 0, second] = args.filter((value): value is number => typeof value === 'number');
      const [low, high] = second === undefined ? [0, first] : [first, second];
      const value = low + Math.floor(Math.random() * (high - low));
      const callback = args.at(-1);
      if (typeof callback !== 'function') return value;
      setImmediate(() => callback(null, value));
      return undefined;
    };
    const randomUUID = () => uuidOf(fill);
    patched.randomUUID = randomUUID;
    // `crypto.getRandomValues` itself is a getter that cannot be replaced; code that asks it for a name has names that do not repeat.
    const getRandomValues = (view: ArrayBufferView) => {
      fill(bytesOf(view));
      return view;
    };
    // `nanoid` and others go through the Web Crypto object, whose methods live on its prototype.
    const prototype: object = Object.getPrototypeOf(crypto.webcrypto);
    Object.defineProperty(prototype, 'getRandomValues', { value: getRandomValues, configurable: true, writable: true });
    Object.defineProperty(prototype, 'randomUUID', { value: randomUUID, configurable: true, writable: true });
    syncBuiltinESMExports();
  }

  /** Restarts the sequence. Lives with equal seeds see equal randomness. */
  begin(seed: number): void {
    this.#state = (seed * 2_654_435_761 + 1) >>> 0;
  }

  /** 32 random bits (mulberry32). */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}

function bytesOf(view: ArrayBufferView | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(view) ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : new Uint8Array(view);
}

function uuidOf(fill: (bytes: Uint8Array) => void): string {
  const bytes = Buffer.alloc(16);
  fill(bytes);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
