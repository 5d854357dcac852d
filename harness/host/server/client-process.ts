import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { JudgedPackage } from '../../contract/adapter.ts';
import { Failure } from '../../contract/failure.ts';
import type { ServiceKind } from '../../contract/served-adapter.ts';
import type { ResolvedServedClaims } from '../../contract/served-claims.ts';
import { Patience } from '../own-time/patience.ts';
import { limitMs, limitText } from '../own-time/time-limits.ts';
import { failed, type Problem } from '../problem.ts';
import type { ClientAnswer, ClientCommand, FromClient, ToClient } from './client-messages.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What is known of a store once a process has loaded it. */
export interface ServedFacts {
  readonly name: string;
  readonly services: readonly ServiceKind[];
  readonly claims: ResolvedServedClaims;
  readonly package?: JudgedPackage;
}

export interface ClientProgram {
  /** A module that calls `serveStore`. */
  readonly program: URL;
  readonly argument: string;
  /** Passwords: what a store says is told without them. */
  readonly secrets?: readonly string[];
}

/** As much as a store may take. */
const MEMORY_MB = 1024;

/** A process that hosts one store, one life after the other. */
export class ClientProcess {
  readonly #process: ChildProcess;
  readonly #answers = new Map<number, (answer: ClientAnswer) => void>();
  #count = 0;
  #ended: Problem | undefined;
  #stray: Problem | undefined;
  #facts: ServedFacts | Failure | undefined;
  /** Whoever waits for something to happen. */
  #onChange: () => void = () => {};
  printedBytes = 0;

  constructor({ program, argument, secrets = [] }: ClientProgram) {
    this.#process = fork(fileURLToPath(program), [argument], {
      execArgv: [`--max-old-space-size=${MEMORY_MB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        this.printedBytes += bytes.length;
      });
    }
    this.#process.on('message', (message: FromClient) => this.#received(withoutSecrets(message, secrets)));
    this.#process.on('error', (error) => this.#end(failed('exited', error.message).problem));
    this.#process.on('exit', (code, signal) =>
      this.#end(failed('exited', signal === null ? `it ended with status ${code}` : `it was ended by ${signal}`).problem),
    );
  }

  /** The store, as this process has loaded it. @throws {Failure} what loading it threw, or CW_PROCESS_START. */
  async facts(): Promise<ServedFacts> {
    const patience = new Patience(limitMs('start'), { pid: this.#process.pid }, () => {
      this.#facts ??= notLoaded(`it had not loaded the adapter after ${limitText('start')}`);
      this.#changed();
    });
    while (this.#facts === undefined && this.#ended === undefined) await this.change();
    patience.stop();
    const facts = this.#facts ?? notLoaded(`it ended ${this.#ended?.message}`);
    if (facts instanceof Failure) throw facts;
    return facts;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** How it ended, or what was thrown in it where nobody could catch it: Node would have ended it. */
  get trouble(): Problem | undefined {
    return this.#stray ?? this.#ended;
  }

  get isAlive(): boolean {
    return this.#ended === undefined;
  }

  /** Tells it something. The answer comes once, or never: it may have ended. */
  ask(command: ClientCommand, instance = 0): Promise<ClientAnswer> {
    const id = ++this.#count;
    const answer = new Promise<ClientAnswer>((resolve) => this.#answers.set(id, resolve));
    if (this.#ended === undefined) this.#process.send({ id, instance, command } satisfies ToClient, () => {});
    return answer;
  }

  /** The same; `undefined` where it has ended, or does not come back to it in time of its own. */
  async askAtOnce(command: ClientCommand): Promise<ClientAnswer | undefined> {
    let late = false;
    const patience = new Patience(limitMs('call'), { pid: this.#process.pid }, () => {
      late = true;
      this.#changed();
    });
    let answer: ClientAnswer | undefined;
    void this.ask(command).then((found) => {
      answer = found;
      this.#changed();
    });
    while (answer === undefined && this.#ended === undefined && !late) await this.change();
    patience.stop();
    return answer;
  }

  /** Resolves when something of it has come. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#onChange;
      this.#onChange = () => {
        before();
        resolve();
      };
    });
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  killNow(): void {
    this.#process.kill('SIGKILL');
  }

  #received(message: FromClient): void {
    if (message.type === 'ready') this.#facts = message.facts as ServedFacts;
    else if (message.type === 'stray') this.#stray ??= message.problem;
    else if (message.type === 'refused') {
      const { code, message: text, blame, hint } = message;
      this.#facts = new Failure(code, text, { blame, ...(hint === undefined ? {} : { hint }) });
    } else {
      this.#answers.get(message.id)?.(message.answer);
      this.#answers.delete(message.id);
    }
    this.#changed();
  }

  #end(problem: Problem): void {
    this.#ended ??= problem;
    this.#changed();
  }

  #changed(): void {
    const tell = this.#onChange;
    this.#onChange = () => {};
    tell();
  }
}

function notLoaded(why: string): Failure {
  return new Failure('CW_PROCESS_START', `A process for the store was started, and ${why}.`, {
    hint: 'crashworthy doctor shows whether the adapter loads.',
  });
}
