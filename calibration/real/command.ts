import { execFileSync, spawn } from 'node:child_process';

/** A command of the system that failed. The message has what it printed. */
export class CommandError extends Error {
  constructor(command: readonly string[], status: number | string | null, output: string) {
    super(`${command.join(' ')}: ${output.trim() || `ended with ${status}`}`);
    this.name = 'CommandError';
  }
}

/**
 * Runs a command to its end, in a session of its own: Ctrl-C is for us, and we then undo what the command did.
 *
 * @throws CommandError
 */
export function command(...argv: readonly string[]): Promise<void> {
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: ENV });
    let output = '';
    child.stderr.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.on('error', (error) => reject(new CommandError(argv, null, error.message)));
    child.on('close', (status, signal) => {
      if (status === 0) resolve();
      else reject(new CommandError(argv, signal ?? status, output));
    });
  });
}

/** Whether a command succeeds. Blocks; for cleaning up, where nothing else may happen in between. */
export function succeeds(...argv: readonly string[]): boolean {
  const [file = '', ...args] = argv;
  try {
    execFileSync(file, args, { stdio: 'ignore', env: ENV });
    return true;
  } catch {
    return false;
  }
}

/** Administrators' tools are not on everybody's path. */
const ENV = { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
