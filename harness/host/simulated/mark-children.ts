import childProcess from 'node:child_process';
import { getEnvironmentData } from 'node:worker_threads';

/** Under this name a run's mark is found in the environment data of its threads, and in the environment of what they start. */
export const CHILD_MARK = 'CRASHWORTHY_CHILD_OF';

const SYNCHRONOUS = ['spawnSync', 'execSync', 'execFileSync'] as const;

/**
 * Lets every child process of this thread, and what that starts in turn, carry the run's mark in its environment, so that it can be found and
 * ended with the run even where it has left its parent and its process group. Does nothing in threads without a mark.
 */
export function markChildren(): void {
  const mark = getEnvironmentData(CHILD_MARK);
  if (typeof mark !== 'string') return;
  // Everything that starts a child and does not wait for it comes through there, promisified functions too.
  const prototype = childProcess.ChildProcess.prototype as unknown as { spawn(options: { envPairs?: string[] }): unknown };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    return spawn.call(this, { ...options, envPairs: [...(options.envPairs ?? []), `${CHILD_MARK}=${mark}`] });
  };
  for (const name of SYNCHRONOUS) {
    const real: (...args: unknown[]) => unknown = childProcess[name] as never;
    const marking = (...args: unknown[]): unknown => withMark(mark, args, (marked) => real(...marked));
    Object.assign(childProcess, { [name]: Object.defineProperties(marking, Object.getOwnPropertyDescriptors(real)) });
  }
}

/** The environment is read before the call returns: of the options, or else the process's own. */
function withMark<T>(mark: string, args: readonly unknown[], call: (args: readonly unknown[]) => T): T {
  const at = args.findIndex(
    (arg) => typeof arg === 'object' && arg !== null && !Array.isArray(arg) && 'env' in arg && isObject(arg.env),
  );
  if (at !== -1) {
    const options = args[at] as { env: object };
    return call(args.with(at, { ...options, env: { ...options.env, [CHILD_MARK]: mark } }));
  }
  process.env[CHILD_MARK] = mark;
  try {
    return call(args);
  } finally {
    delete process.env[CHILD_MARK];
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
