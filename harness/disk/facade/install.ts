import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { RealKernel } from '../real-kernel.ts';
import { stackAbove } from './call.ts';
import { disposableTemporaries } from './disposable-temporary.ts';
import type { Environment, Streams } from './environment.ts';
import { FileHandle } from './file-handle.ts';
import { type Mount, type MountOptions, MountState } from './mount.ts';
import { descriptorOperations } from './operation/descriptor.ts';
import { directoryOperations } from './operation/directory.ts';
import { fileOperations } from './operation/file.ts';
import { nameOperations, nativeRealpath } from './operation/name.ts';
import type { Operation } from './operation/operation.ts';
import { type AnyFunction, dressed, patchedCall } from './patched-call.ts';
import { captureReal, type RealFileSystem } from './real.ts';
import { Routes, SIMULATED_PREFIX } from './route.ts';
import { learnStatShapes } from './stats.ts';
import { patchedStreams } from './streams.ts';
import { pathString } from './target.ts';
import { refusingOnMounts, UNROUTED } from './unsimulated.ts';
import { UnsimulatedCall } from './unsimulated-call.ts';
import { watchFunctions } from './watch/watch-functions.ts';

/** What `onOutsideWrite` returns for a write that must not happen: it then fails with ENOTDIR. */
export const REFUSED = 'refused';

/** A call of the store that would change something outside all mounts. */
export interface OutsideWrite {
  /** Such as `fs.promises.writeFile`. */
  api: string;
  /** As the store spelled it. */
  path: string;
  /** `Error.stack` without its first line, from the caller outwards. */
  stack: string;
}

export interface InstallOptions {
  onOutsideWrite?(write: OutsideWrite): unknown;
  /** Asked about writes to descriptors 1 and 2; `true` keeps them from the real ones. */
  onStandardWrite?(fd: 1 | 2, bytesLength: number): boolean;
  /** Told about an `fs` function that is not simulated before it throws `UnsimulatedCall`. */
  onUnsimulated?(api: string): void;
  /** Uniform in [0, 1); the suffixes of `mkdtemp` come from it. `Math.random` as it was at install by default. */
  random?(): number;
}

export interface InstalledFileSystem {
  /** The functions of `node:fs` as they were: never routed, never reported. */
  readonly real: RealFileSystem;
  /** Routes all calls on `root` and below to `kernel`. Constant time. Throws if the root is mounted already. */
  mount(options: MountOptions): Mount;
  /** From now on calls on the path `from` and below happen at `to`, which may lie in a mount. Both are absolute. */
  redirect(from: string, to: string): void;
  /** The functions that are simulated on mounts, such as `fs.promises.writeFile`. */
  readonly simulated: ReadonlySet<string>;
  /** Puts the original functions back. */
  uninstall(): void;
}

let installed = false;

/**
 * Replaces the functions of `node:fs` and `node:fs/promises` in this thread, in place, so that every import style sees it. To be called
 * before any code of the store is loaded: what has been destructured before stays real. Throws if it is installed already.
 */
export function installFileSystem(options: InstallOptions = {}): InstalledFileSystem {
  if (installed) throw new Error('the file-system facade is installed already in this thread');
  const bypass = { depth: 0 };
  const real = captureReal(bypass);
  learnStatShapes(real);
  const environment = createEnvironment(options, real, bypass);
  const { simulated, restore } = replaceFunctions(environment);
  installed = true;
  return {
    real,
    simulated,
    mount(mountOptions) {
      const { root } = mountOptions;
      const simulated = root.startsWith(SIMULATED_PREFIX) && !root.includes('/', 1);
      const slot = simulated ? environment.routes.reserve() : undefined;
      const mount = new MountState(environment.routes, mountOptions, slot);
      if (slot === undefined) environment.routes.addDirectory(mount);
      else environment.routes.addSimulated(mount, slot);
      return mount;
    },
    redirect: (from, to) => environment.routes.redirections.set(from, to),
    uninstall() {
      restore();
      installed = false;
    },
  };
}

const operations: Readonly<Record<string, Operation>> = {
  ...descriptorOperations,
  ...fileOperations,
  ...nameOperations,
  ...directoryOperations,
};

/** Writing there changes nothing that is stored. */
const HARMLESS = new Set(['/dev/null', '/dev/stdout', '/dev/stderr', '/dev/tty', '/dev/zero', '/dev/full']);

/** A stack whose first frame is in Node's own file-system code. */
const NODES_OWN = /^[^\n]*node:internal\/fs\//;

function createEnvironment(options: InstallOptions, real: RealFileSystem, bypass: { depth: number }): Environment {
  const routes = new Routes<MountState>();
  const random = options.random ?? Math.random;
  const outside = new MountState(routes, { root: '/', kernel: new RealKernel(real.fs) }, undefined);
  const unmounted = new MountState(routes, { root: '(unmounted)', kernel: outside.kernel }, undefined);
  unmounted.kill();
  routes.unmounted = unmounted;
  let silence = 0;
  let streams: Streams | undefined;
  const environment: Environment = {
    routes,
    real,
    outside,
    get streams() {
      streams ??= patchedStreams(environment, descriptorOperations);
      return streams;
    },
    get bypassed() {
      return bypass.depth > 0;
    },
    openHandle: (mount, fd) => new FileHandle(mount, fd, { environment, operations }),
    random: () => random(),
    reportOutsideWrite(api, path, boundary) {
      const shown = pathString(path) ?? String(path);
      // A path with a NUL in it reaches no file system: Node refuses it.
      if (silence > 0 || options.onOutsideWrite === undefined || HARMLESS.has(shown) || shown.includes('\0')) return false;
      const stack = stackAbove(boundary);
      // Made by Node itself on behalf of a call that has been reported: Node 24 loads its `rm` only when it is first used.
      if (NODES_OWN.test(stack)) return false;
      return options.onOutsideWrite({ api, path: shown, stack }) === REFUSED;
    },
    unreported(run) {
      silence++;
      try {
        return run();
      } finally {
        silence--;
      }
    },
    takesStandardWrite: (fd, bytes) => options.onStandardWrite?.(fd, bytes) ?? false,
    refuseUnsimulated(api) {
      options.onUnsimulated?.(api);
      throw new UnsimulatedCall(api);
    },
  };
  return environment;
}

function replaceFunctions(environment: Environment): { simulated: ReadonlySet<string>; restore: () => void } {
  const simulated = new Set<string>();
  const saved: (() => void)[] = [];
  const replace = (holder: object, name: string, value: unknown) => {
    const descriptor = Object.getOwnPropertyDescriptor(holder, name);
    if (descriptor === undefined) return;
    saved.push(() => Object.defineProperty(holder, name, descriptor));
    Object.defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: descriptor.enumerable ?? true });
  };
  const replacements = new Map([
    ...callbackAndSync(environment),
    ...streamFunctions(environment),
    ...disposableTemporaries(environment),
    ...watchFunctions(environment),
  ]);
  const functionsOf = (holder: object) => Object.keys(holder).filter((name) => typeof Reflect.get(holder, name) === 'function');
  const install = (holder: object, name: string, api: string, replacement: CallableFunction | undefined) => {
    if (replacement !== undefined) simulated.add(api);
    if (!UNROUTED.has(api)) replace(holder, name, replacement ?? refusingOnMounts(api, Reflect.get(holder, name), environment));
  };
  for (const name of functionsOf(fs)) install(fs, name, `fs.${name}`, replacements.get(`fs.${name}`));
  for (const name of functionsOf(fs.promises)) {
    const api = `fs.promises.${name}`;
    const operation = operations[name];
    const patch = operation && { name, api, operation, original: Reflect.get(fs.promises, name), environment };
    install(fs.promises, name, api, patch ? patchedCall('promise', patch) : replacements.get(api));
  }
  syncBuiltinESMExports();
  const restore = () => {
    for (const undo of saved) undo();
    syncBuiltinESMExports();
  };
  return { simulated, restore };
}

function* callbackAndSync(environment: Environment): Generator<[string, AnyFunction]> {
  for (const [name, operation] of Object.entries(operations)) {
    for (const [suffix, style] of [
      ['', 'callback'],
      ['Sync', 'sync'],
    ] as const) {
      const api = `fs.${name}${suffix}`;
      const original: AnyFunction | undefined = Reflect.get(fs, `${name}${suffix}`);
      if (original === undefined) continue;
      const patched = patchedCall(style, { name, api, operation, original, environment });
      if (name === 'realpath')
        Object.defineProperty(patched, 'native', {
          value: nativeOf(style, original, environment),
          writable: true,
          configurable: true,
          enumerable: true,
        });
      yield [api, patched];
    }
  }
}

function nativeOf(style: 'callback' | 'sync', realpath: AnyFunction, environment: Environment): AnyFunction {
  const original: AnyFunction = Reflect.get(realpath, 'native');
  const api = style === 'sync' ? 'fs.realpathSync.native' : 'fs.realpath.native';
  return patchedCall(style, { name: 'realpath', api, operation: nativeRealpath, original, environment });
}

function* streamFunctions({ streams, real }: Environment): Generator<[string, CallableFunction]> {
  const { ReadStream, WriteStream } = streams;
  for (const name of ['ReadStream', 'FileReadStream']) yield [`fs.${name}`, ReadStream as unknown as CallableFunction];
  for (const name of ['WriteStream', 'FileWriteStream']) yield [`fs.${name}`, WriteStream as unknown as CallableFunction];
  const createReadStream = (...args: unknown[]) => streams.create('ReadStream', args, createReadStream);
  const createWriteStream = (...args: unknown[]) => streams.create('WriteStream', args, createWriteStream);
  yield ['fs.createReadStream', dressed(createReadStream, real.fs.createReadStream)];
  yield ['fs.createWriteStream', dressed(createWriteStream, real.fs.createWriteStream)];
}
