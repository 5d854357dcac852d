import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workerThreads from 'node:worker_threads';
import { UnsimulatedCall } from '../../disk/facade/unsimulated-call.ts';
import { markChildren } from './mark-children.ts';

const SPAWNERS = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const;

/**
 * Notes what reaches the real disk past the simulated one, by name, when the store first uses it: native add-ons, child processes and
 * worker threads. They go through: not everything that they do is about sessions.
 */
export function watchEscapes(note: (name: string) => void): void {
  const main = process as unknown as { dlopen: (module: object, file: string, ...rest: unknown[]) => unknown };
  const { dlopen } = main;
  main.dlopen = (module, file, ...rest) => {
    note(file.split('/').at(-1) ?? file);
    return dlopen.call(process, module, file, ...rest);
  };
  markChildren();
  for (const name of SPAWNERS) {
    const real: (...args: never[]) => unknown = childProcess[name];
    const watched = (...args: never[]): unknown => {
      note(`child_process.${name}`);
      return real(...args);
    };
    // `promisify(exec)` finds its promise form on the function.
    Object.assign(childProcess, { [name]: Object.defineProperties(watched, Object.getOwnPropertyDescriptors(real)) });
  }
  const { Worker } = workerThreads;
  class WatchedWorker extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      note('worker_threads.Worker');
      super(...args);
    }
  }
  Object.assign(workerThreads, { Worker: WatchedWorker });
  syncBuiltinESMExports();
}

/** Refuses servers, and notes them: a socket outlives the simulated process that listens on it, and a lock made of one would never be given back. */
export function refuseServers(note: (name: string) => void): void {
  const prototype: { listen: (...args: unknown[]) => unknown } = net.Server.prototype as never;
  prototype.listen = () => {
    note('net.Server.listen');
    throw new UnsimulatedCall('net.Server.listen');
  };
}

/** Refuses to change the working directory, and notes it: a thread has none of its own. */
export function refuseDirectoryChanges(note: (name: string) => void): void {
  process.chdir = () => {
    note('process.chdir');
    throw new UnsimulatedCall('process.chdir');
  };
}

/** Bindings of Node's that reach the system without the functions that are watched. */
const REACHING_OUT: ReadonlySet<string> = new Set(['fs', 'fs_dir', 'process_wrap', 'spawn_sync', 'worker', 'messaging']);

/** Refuses Node's own inside, and notes it: nothing of what is done there can be seen. */
export function refuseBindings(note: (name: string) => void): void {
  const main = process as unknown as { binding: (name: string, ...rest: unknown[]) => unknown };
  const { binding } = main;
  main.binding = (name, ...rest) => {
    if (!REACHING_OUT.has(name)) return binding.call(process, name, ...rest);
    note(`process.binding('${name}')`);
    throw new UnsimulatedCall(`process.binding('${name}')`);
  };
}
