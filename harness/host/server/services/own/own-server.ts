import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../../contract/failure.ts';
import type { GuardedServer, GuardMessage } from './server-guard.ts';

const PROGRAM = new URL('./guard-program.js', import.meta.url);
/** Between two looks whether it answers by now. */
const LOOK_MS = 10;

export interface OwnServerOptions extends GuardedServer {
  /** For people. */
  readonly name: string;
  /** Rejects as long as the server is not there yet. */
  answers(): Promise<void>;
}

/** A server that we have started. It ends with this process, whatever that dies of. */
export class OwnServer {
  readonly #options: OwnServerOptions;
  readonly #guard: ChildProcess;
  #ended: string | undefined;
  #onCrashed: () => void = () => {};

  /** Resolves when it answers. @throws {Failure} CW_SERVICE_START. */
  static async start(options: OwnServerOptions): Promise<OwnServer> {
    const server = new OwnServer(options);
    await server.#whenItAnswers();
    return server;
  }

  private constructor(options: OwnServerOptions) {
    this.#options = options;
    const { command, directory, user, crashSignal } = options;
    const guarded: GuardedServer = { command, directory, crashSignal, ...(user === undefined ? {} : { user }) };
    // In a group of its own: what interrupts the run by keyboard is not to end the server before the run is over.
    this.#guard = spawn(process.execPath, [fileURLToPath(PROGRAM), JSON.stringify(guarded)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
      env: { PATH: process.env.PATH },
    });
    this.#guard.unref();
    this.#listen();
  }

  /** Why it is not there any more; `undefined` while it is. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** It dies at once, and comes up on what it had stored. */
  async crash(): Promise<void> {
    this.#guard.ref();
    await new Promise<void>((resolve) => {
      this.#onCrashed = resolve;
      this.#say('crash');
    });
    this.#say('start');
    await this.#whenItAnswers();
    this.#guard.unref();
  }

  async end(): Promise<void> {
    if (this.#guard.exitCode !== null || this.#guard.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#guard.once('exit', () => resolve()));
    this.#guard.ref();
    this.#guard.stdin?.end();
    await gone;
  }

  #say(line: string): void {
    this.#guard.stdin?.write(`${line}\n`);
  }

  #listen(): void {
    const { stdin, stdout } = this.#guard;
    stdin?.on('error', () => {});
    if (stdout === null) return;
    createInterface({ input: stdout }).on('line', (line) => {
      const message: GuardMessage = JSON.parse(line);
      if (message.type === 'crashed') this.#onCrashed();
      if (message.type === 'ended') this.#ended = message.said;
    });
    // They must not keep this process alive.
    for (const stream of [stdin, stdout]) if (stream !== null && 'unref' in stream) (stream as { unref(): void }).unref();
  }

  async #whenItAnswers(): Promise<void> {
    for (;;) {
      if (this.#ended !== undefined) throw startFailure(this.#options.name, this.#ended);
      const isThere = await this.#options.answers().then(
        () => true,
        () => false,
      );
      if (isThere) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}

export function startFailure(name: string, said: string): Failure {
  const last = said.trim().split('\n').slice(-3).join(' ');
  return new Failure(
    'CW_SERVICE_START',
    `A ${name} of our own could not be started: ${last === '' ? 'it ended without a word' : last}.`,
    {
      hint: `Give a running one: --service ${name}=URL.`,
    },
  );
}

/** A port of 127.0.0.1 that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
