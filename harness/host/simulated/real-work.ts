import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

const WITH_CALLBACK = [
  'scrypt',
  'pbkdf2',
  'hkdf',
  'generateKey',
  'generateKeyPair',
  'generatePrime',
  'checkPrime',
  'sign',
  'verify',
] as const;

type Callback = (...args: unknown[]) => void;

/** Done by threads of V8. */
const WEB_ASSEMBLY = ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming'] as const;

type Methods = { [name: string]: unknown };

/**
 * Counts the work of other threads that is no fs call and that `process.getActiveResourcesInfo` does not show: compression,
 * key derivation, Web Crypto, WebAssembly that is compiled. It is real: the simulation has to wait for it, and must not move the clock meanwhile.
 */
export class RealWork {
  inFlight = 0;

  constructor() {
    this.#watchCompression();
    this.#watchCrypto();
    const subtle: Methods = Object.getPrototypeOf(crypto.webcrypto.subtle);
    this.#watchPromises(
      subtle,
      Object.getOwnPropertyNames(subtle).filter((name) => name !== 'constructor'),
    );
    const { WebAssembly } = globalThis as { WebAssembly?: Methods };
    if (WebAssembly !== undefined) this.#watchPromises(WebAssembly, WEB_ASSEMBLY);
    syncBuiltinESMExports();
  }

  /** Every compressor, also behind `zlib.gzip` and `CompressionStream`, is a Transform with a method of its own that takes chunks. */
  #watchCompression(): void {
    const base: { _transform: (chunk: unknown, encoding: string, callback: Callback) => void } = ownerOf(
      zlib.Gzip.prototype,
      '_transform',
    );
    const transform = base._transform;
    const work = this;
    base._transform = function (chunk, encoding, callback) {
      work.inFlight++;
      return transform.call(this, chunk, encoding, (...results) => {
        work.inFlight--;
        callback(...results);
      });
    };
  }

  #watchCrypto(): void {
    const functions = crypto as unknown as { [name: string]: (...args: unknown[]) => unknown };
    for (const name of WITH_CALLBACK) {
      const real = functions[name];
      if (real === undefined) continue;
      const watched = (...args: unknown[]): unknown => {
        const callback = args.at(-1);
        if (typeof callback !== 'function') return real(...args);
        this.inFlight++;
        const done: Callback = (...results) => {
          this.inFlight--;
          callback(...results);
        };
        return real(...args.slice(0, -1), done);
      };
      functions[name] = Object.defineProperties(watched, Object.getOwnPropertyDescriptors(real));
    }
  }

  /** Methods whose promise is the end of the work. */
  #watchPromises(methods: Methods, names: readonly string[]): void {
    const work = this;
    for (const name of names) {
      const real = methods[name];
      if (typeof real !== 'function') continue;
      const watched = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
        work.inFlight++;
        try {
          return await real.apply(this, args);
        } finally {
          work.inFlight--;
        }
      };
      methods[name] = Object.defineProperties(watched, Object.getOwnPropertyDescriptors(real));
    }
  }
}

/** The object on the prototype chain that has the method itself. */
function ownerOf<T extends object>(start: object, method: string): T {
  for (let object = start; object !== null; object = Object.getPrototypeOf(object)) {
    if (Object.hasOwn(object, method)) return object as T;
  }
  throw new Error(`this version of Node has no ${method} where it is expected`);
}
