import type { Failure } from '../../contract/failure.ts';
import type { WaitedFor } from '../own-time/own-time.ts';
import { Patience } from '../own-time/patience.ts';
import { limitMs, limitText } from '../own-time/time-limits.ts';
import type { ClientEvents } from './client-events.ts';
import { LastLines, shortened } from './last-lines.ts';
import { LineTooLong, MessageLines } from './message-lines.ts';
import { endText, type ProgramCommand, type ProgramEnd, type RunningProgram, type Spawner } from './program.ts';
import { ProgramError } from './program-error.ts';
import { type ProgramFacts, programFacts } from './program-facts.ts';
import {
  answerAmiss,
  directoryChanged,
  endedEarly,
  helloAmiss,
  killedByOthers,
  killMissed,
  lineTooLong,
  noHello,
  noise,
  notStarted,
} from './program-failures.ts';
import { lineText, type ProgramMessage, programMessage } from './program-messages.ts';
import { noAnswer, Requests } from './requests.ts';
import { workingDirectory } from './working-directory.ts';

export interface ClientOptions {
  readonly spawn: Spawner;
  readonly events?: ClientEvents;
  /** Of what is random in the program. 1 by default. */
  readonly seed?: number;
  /** In ms of the program's own time; the usual ones by default. `startMs` is for `hello` and `open`. */
  readonly limits?: { readonly startMs: number; readonly callMs: number };
  /** Whoever asks sees to it that nobody is waited for for too long: the program may be held in the midst of a request. It still has to say hello in time. */
  readonly isDriven?: boolean;
  /** The process whose descendants the program may wait for; this one by default. */
  readonly family?: number;
}

/** Captured at load: a simulated process has a clock of its own. */
const realSetImmediate = globalThis.setImmediate;
const realTimeNs = process.hrtime.bigint;

/** Talks with a program that speaks protocol 1: sends it requests, takes its answers and events, and ends it. */
export class StdioClient {
  readonly #name: string;
  readonly #seed: number;
  readonly #program: RunningProgram;
  readonly #events: ClientEvents;
  readonly #limits: { readonly startMs: number; readonly callMs: number };
  readonly #isDriven: boolean;
  readonly #requests: Requests;
  readonly #whom: WaitedFor;
  readonly #lines = new MessageLines();
  readonly #log = new LastLines();
  #facts: ProgramFacts | undefined;
  /** Why nothing is asked any more, once that is so. */
  #over: unknown;
  #end: ProgramEnd | undefined;
  #heard = 0;
  #hasAnsweredHello = false;
  #heardAtNs = 0;
  #directory: string | undefined;

  /**
   * Starts a program and says hello.
   *
   * @throws {Failure} CW_STDIO_COMMAND, CW_STDIO_NO_HELLO, CW_STDIO_HELLO, CW_STDIO_VERSION, CW_STDIO_EXITED, CW_STDIO_NOISE and whatever else is wrong with it
   *   by then; nothing of it is left.
   */
  static async start(command: ProgramCommand, options: ClientOptions): Promise<StdioClient> {
    const client = new StdioClient(command, options);
    await client.hello();
    return client;
  }

  /** Starts a program. Nothing may be asked of it before `hello` has resolved. */
  constructor(command: ProgramCommand, { spawn, events = {}, limits, family, seed = 1, isDriven = false }: ClientOptions) {
    this.#name = command.argv.join(' ');
    this.#seed = seed;
    this.#events = events;
    this.#isDriven = isDriven;
    this.#limits = limits ?? { startMs: limitMs('start'), callMs: limitMs('call') };
    this.#program = spawn(command);
    const { pid, stdin, stdout, stderr, ended } = this.#program;
    this.#whom = { pid, withChildren: true, ...(family === undefined ? {} : { family }) };
    this.#requests = new Requests({
      write: (line) => void stdin.write(line),
      whom: this.#whom,
      onLate: (op) => this.#late(op),
    });
    stdout.on('data', (chunk: Buffer) => this.#received(chunk));
    stderr.on('data', (chunk: Buffer) => this.#log.push(chunk));
    // Whoever reads no more will be noticed otherwise.
    for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {});
    ended.then(
      (end) => void this.#ended(end),
      (cause: unknown) => this.#break(notStarted(this.#name, cause)),
    );
  }

  /** What the program says of itself. */
  get facts(): ProgramFacts {
    if (this.#facts === undefined) throw new Error('the program has not said hello');
    return this.#facts;
  }

  get pid(): number | undefined {
    return this.#program.pid;
  }

  /** It is there, and can be asked. */
  get isAlive(): boolean {
    return this.#over === undefined && this.#end === undefined;
  }

  /** For messages: `SIGKILL`, `exit code 1`. */
  get endedBy(): string {
    return this.#end === undefined ? 'nothing' : endText(this.#end);
  }

  /** When something came from it last, in nanoseconds of `process.hrtime`: what it had done by then, it did before. */
  get heardAtNs(): number {
    return this.#heardAtNs;
  }

  /** The end of what it has written to its standard error. */
  get log(): string {
    return this.#log.text;
  }

  /**
   * Asks one thing. Resolves to the `ok` of the answer, as it is on the wire.
   *
   * Rejects with `ProgramError` where the program answers with an error, with `NoAnswer` where it does not answer in time (it is killed then), with the
   * `Failure` where it breaks the protocol, and with an Error where it has ended.
   */
  async request(op: string, fields: object = {}): Promise<unknown> {
    if (this.#over !== undefined) throw this.#over;
    const limitMs = op === 'open' ? this.#limits.startMs : this.#limits.callMs;
    return this.#requests.ask(op, fields, this.#isDriven ? undefined : limitMs);
  }

  /** Somebody holds it: no request is waited for meanwhile. */
  standsStill(): void {
    this.#requests.standsStill();
  }

  /** It may go on. */
  goesOn(): void {
    this.#requests.goesOn();
  }

  /** Breaks off with a program whose answer makes no sense. @returns what to throw. */
  refuse(why: string): Failure {
    const failure = answerAmiss(this.#name, why);
    this.#break(failure);
    return failure;
  }

  /** Asks it to end, waits until it has, and leaves nothing of what it had started. `false`: it did not end, and was killed. */
  async exit(): Promise<boolean> {
    if (!this.isAlive) return true;
    await this.request('exit').catch(() => {});
    // That it ends is what was asked.
    this.#over ??= new Error('the program has left, as it was told to');
    this.#program.stdin.end();
    const patience = new Patience(this.#limits.callMs, this.#whom, () => this.#program.killAll());
    const end = await this.#program.ended;
    this.#end = end;
    patience.stop();
    this.#program.killAll();
    return end.signal !== 'SIGKILL';
  }

  /** SIGKILL to it and to all that it has started, without waiting. */
  killNow(): void {
    if (this.#end !== undefined) return;
    this.#close(new Error('the program was killed'));
    this.#program.killAll();
  }

  /** The same. Resolves when it is gone, whatever became of it. */
  async end(): Promise<void> {
    this.killNow();
    await this.#program.ended.catch(() => {});
  }

  /**
   * The same of a program that has to be alive until then.
   *
   * @throws {Failure} CW_KILL_MISSED where it was not alive before, or did not die of that.
   */
  async kill(): Promise<void> {
    if (this.#end !== undefined) throw killMissed(this.#name, endText(this.#end));
    this.killNow();
    const end = await this.#program.ended;
    this.#end = end;
    if (end.signal !== 'SIGKILL') throw killMissed(this.#name, endText(end));
  }

  /** To be called once. @throws {Failure} as `start`. */
  async hello(): Promise<void> {
    try {
      const greeting = { seed: this.#seed, deadlineMs: this.#limits.callMs };
      const answer = await this.#requests.ask('hello', greeting, this.#limits.startMs);
      this.#facts = programFacts(answer, this.#name);
      this.#requests.concurrent = this.#facts.concurrent;
      this.#directory = workingDirectory(this.pid);
    } catch (error) {
      const failure = error instanceof ProgramError ? helloAmiss(this.#name, `it is the error ${error.message}`) : error;
      this.#close(failure);
      this.#program.killAll();
      throw failure;
    }
  }

  #received(chunk: Buffer): void {
    this.#heard++;
    this.#heardAtNs = Number(realTimeNs());
    if (this.#over !== undefined) return;
    try {
      for (const line of this.#lines.push(chunk)) {
        this.#take(programMessage(line), line);
        if (this.#over !== undefined) return;
      }
    } catch (error) {
      if (!(error instanceof LineTooLong)) throw error;
      this.#break(lineTooLong(this.#name, lineText(error.beginning)));
    }
  }

  #take(message: ProgramMessage, line: Buffer): void {
    if (message.type === 'noise') this.#break(noise(this.#name, lineText(line)));
    else if (message.type === 'amiss') this.refuse(`${message.why} (${JSON.stringify(shortened(lineText(line)))})`);
    else if (message.type === 'event') this.#tell(message);
    else this.#answered(message);
  }

  #answered(message: Extract<ProgramMessage, { type: 'ok' | 'error' }>): void {
    const { id } = message;
    const known = this.#requests.wasSent(id);
    const request = this.#requests.take(id);
    if (request === undefined) {
      this.refuse(known ? `request ${id} has been answered before` : `there is no request ${id}`);
      return;
    }
    if (request.op === 'hello') this.#hasAnsweredHello = true;
    if (message.type === 'ok') request.resolve(message.ok);
    else request.reject(new ProgramError(message.error));
    const now = workingDirectory(this.pid);
    if (this.#directory !== undefined && now !== undefined && now !== this.#directory)
      this.#break(directoryChanged(this.#name, this.#directory, now));
  }

  #tell({ event, instance, session, error }: Extract<ProgramMessage, { type: 'event' }>): void {
    if (event === 'unhandled') this.#events.onUnhandled?.(error);
    else if (event === 'onError' && instance !== undefined)
      this.#events.onError?.({ instance, ...(session === undefined ? {} : { session }), error });
  }

  #late(op: string): void {
    if (op === 'hello') this.#break(noHello(this.#name, this.#log.text));
    const [name, ms] = op === 'open' ? (['start', this.#limits.startMs] as const) : (['call', this.#limits.callMs] as const);
    this.#close(noAnswer(op, limitText(name, ms)));
    // So that nobody has to wait for what runs on.
    this.#program.killAll();
  }

  /** It is not as it should be, and nothing more is made of it. */
  #break(failure: Failure): void {
    if (this.#over !== undefined) return;
    this.#over = failure;
    // Else whoever waits for its hello is told.
    if (this.#hasAnsweredHello) this.#events.onBroken?.(failure);
    this.#close(failure);
    this.#program.killAll();
  }

  #close(reason: unknown): void {
    this.#over ??= reason;
    this.#requests.rejectAll(this.#over);
  }

  async #ended(end: ProgramEnd): Promise<void> {
    await this.drained();
    this.#end = end;
    if (this.#over !== undefined) return;
    const log = this.#log.text;
    if (end.signal === 'SIGKILL') return this.#break(killedByOthers(this.#name, end, log));
    if (this.#facts === undefined) return this.#break(endedEarly(this.#name, end, { log, torn: lineText(this.#lines.torn) }));
    const how = `the store's program ended by itself (${endText(end)})${log === '' ? '' : `; the last that it wrote to its standard error: ${log}`}`;
    // What it has started goes with it.
    this.#program.killAll();
    this.#events.onEnded?.(how);
    this.#close(new Error(how));
  }

  /** What it has written by now has been read: a whole turn brought nothing more. */
  async drained(): Promise<void> {
    for (let heard = -1; heard !== this.#heard; ) {
      heard = this.#heard;
      for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => realSetImmediate(resolve));
    }
  }
}
