import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a guard is told as its argument, as JSON. */
export interface GuardedServer {
  readonly command: readonly string[];
  /** Goes away with the server. */
  readonly directory: string;
  /** Who it runs as, where that is another user. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The signal after which nothing is left of the server and it had no time to save anything. */
  readonly crashSignal: NodeJS.Signals;
}

/** What a guard says, a line each. */
export type GuardMessage = { readonly type: 'started' | 'crashed' } | { readonly type: 'ended'; readonly said: string };

const LAST_WORDS_CHARACTERS = 2_000;

/**
 * The program of a process that runs a server for another one, and ends it when that one goes away, whatever it died of: its input ends then.
 * `crash` as a line of input ends the server the hard way; `start` starts it again.
 */
export function guard({ command: [program = '', ...args], directory, user, crashSignal }: GuardedServer): void {
  let said = '';
  let server: ChildProcess | undefined;
  let crashing = false;
  const tell = (message: GuardMessage): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
  const start = (): void => {
    const started = spawn(program, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'], ...user });
    server = started;
    crashing = false;
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (bytes) => {
        said = `${said}${bytes}`.slice(-LAST_WORDS_CHARACTERS);
      });
    }
    started.once('error', (error) => tell({ type: 'ended', said: error.message }));
    started.once('exit', () => {
      server = undefined;
      tell(crashing ? { type: 'crashed' } : { type: 'ended', said });
    });
    tell({ type: 'started' });
  };
  const end = (): void => {
    server?.removeAllListeners('exit');
    const gone = (): never => {
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
      process.exit(0);
    };
    if (server === undefined) gone();
    server?.once('exit', gone);
    server?.kill(crashSignal);
  };
  // Whoever interrupts the run interrupts us too; the server ends when the run does.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line === 'start') start();
    crashing = line === 'crash';
    if (crashing) server?.kill(crashSignal);
  });
  lines.on('close', end);
  process.stdout.on('error', end);
  start();
}
