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

/**
 * Counts the work of the thread pool that is no fs call and that `process.getActiveResourcesInfo` does not show: compression,
 * key derivation, Web Crypto. It is real: the simulation has to wait for it, and must not move the clock meanwhile.
 */
export class RealWork {
  inFlight = 0;

  constructor() {
    this.#watchCompression();
    this.#watchCrypto();
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
    const subtle = Object.getPrototypeOf(crypto.webcrypto.subtle) as { [name: string]: unknown };
    for (const name of Object.getOwnPropertyNames(subtle)) {
      const real = subtle[name];
      if (typeof real !== 'function' || name === 'constructor') continue;
      const work = this;
      subtle[name] = async function (this: unknown, ...args: unknown[]) {
        work.inFlight++;
        try {
          return await real.apply(this, args);
        } finally {
          work.inFlight--;
        }
      };
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
