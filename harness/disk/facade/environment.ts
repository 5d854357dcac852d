import type { ReadStream, WriteStream } from 'node:fs';
import type { MountState } from './mount.ts';
import type { OpenHandle } from './open-handle.ts';
import type { RealFileSystem } from './real.ts';
import type { Routes } from './route.ts';

/** What the functions of one installation share. */
export interface Environment {
  readonly routes: Routes<MountState>;
  readonly real: RealFileSystem;
  /** The real disk as a mount, for copies into and out of a simulated one. */
  readonly outside: MountState;
  readonly streams: Streams;
  /** Whether the call comes from one of the real functions, which call each other through the public object. */
  readonly bypassed: boolean;
  openHandle(mount: MountState, fd: number): OpenHandle;
  /** Uniform in [0, 1): the source of temporary names. */
  random(): number;
  /** Reports a call which changes something outside all mounts. */
  /** `true`: it is not to happen. */
  reportOutsideWrite(api: string, path: unknown, boundary: CallableFunction): boolean;
  /** Runs an original function that has been reported already and may call others. */
  unreported<T>(run: () => T): T;
  takesStandardWrite(fd: 1 | 2, bytes: number): boolean;
  /** Reports a function that is not simulated, and throws `UnsimulatedCall`. */
  refuseUnsimulated(api: string): never;
}

/** Node's stream classes, able to work on mounts. */
export interface Streams {
  readonly ReadStream: new (path: unknown, options?: unknown) => ReadStream;
  readonly WriteStream: new (path: unknown, options?: unknown) => WriteStream;
  /** `fs.createReadStream` and `fs.createWriteStream`; stacks begin above `boundary`. */
  create(name: 'ReadStream' | 'WriteStream', args: readonly unknown[], boundary: CallableFunction): unknown;
}
