import { Worker } from 'node:worker_threads';
import { Failure } from '../../../contract/failure.ts';
import { Patience } from '../../own-time/patience.ts';
import { Channel, type ChannelMemory, createChannelMemory, ENGINE } from './channel.ts';
import type { Conversation } from './conversation.ts';
import { MessageWriter } from './message.ts';
import { type Order, writeOrders } from './order.ts';
import { type ProcessReport, readReport } from './report.ts';

/** How a process's thread gets its store. */
export interface ProcessProgram {
  /** The worker's module; it calls `serveProcess`. */
  readonly program: URL;
  /** Says which adapter to load; handed to `serveProcess`. */
  readonly argument: string;
}

export interface ProcessThreadData {
  readonly memory: ChannelMemory;
  readonly argument: string;
}

/** What a thread posts when its adapter is loaded. */
export type ProcessReadiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly code: string; readonly message: string };

/** Captured at load: the host watches it, for the store's sake. */
const RealWorker = Worker;

/** In own time, as the others. */
const LONGEST_LOADING_MS = 60_000;
/** Longer than any honest step takes; less than what makes this thread look stalled. */
const LONGEST_STEP_MS = 6_000;
/** What is dead has no business of its own any more. */
const LONGEST_DYING_MS = 1_000;
const MEMORY_MB = 1024;

/** A thread that is a simulated process, run after run. This thread is blocked while that one does something. */
export class ProcessThread implements Conversation {
  readonly #worker: Worker;
  readonly #channel: Channel;
  readonly #message = new MessageWriter();
  /** It was given the turn, and has not been heard of since. */
  #out = false;
  #gone = false;

  private constructor(worker: Worker, memory: ChannelMemory) {
    this.#worker = worker;
    this.#channel = new Channel(memory, ENGINE);
    worker.on('error', () => {});
    worker.on('exit', () => {
      this.#gone = true;
    });
  }

  /** @throws {Failure} of the harness: this thread has loaded the same adapter before. */
  static async start({ program, argument }: ProcessProgram): Promise<ProcessThread> {
    const memory = createChannelMemory();
    const data: ProcessThreadData = { memory, argument };
    const worker = new RealWorker(program, {
      workerData: data,
      stdout: true,
      stderr: true,
      env: { ...process.env },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    const thread = new ProcessThread(worker, memory);
    const readiness = await readinessOf(worker);
    worker.unref();
    if (readiness.ready) return thread;
    await thread.end();
    throw new Failure(readiness.code, `The adapter did not load in a thread of its own: ${readiness.message}`, {
      blame: 'harness',
    });
  }

  get isGone(): boolean {
    return this.#gone;
  }

  /** @param roots the process has another root path than the one that orders and reports have. */
  exchange(living: number, orders: readonly Order[], roots?: { known: string; own: string }): ProcessReport | undefined {
    if (!this.#send(living, orders, roots)) return undefined;
    return this.#receive(LONGEST_STEP_MS, roots);
  }

  die(): void {
    if (!this.#out && !this.#gone) this.#send(0, [{ order: 'die' }]);
  }

  /** Whether there is a thread, and it stands still; to be asked before a run. */
  isReady(): boolean {
    if (this.#out && !this.#gone) this.#receive(LONGEST_DYING_MS);
    return !this.#gone;
  }

  async end(): Promise<void> {
    this.#gone = true;
    await this.#worker.terminate();
  }

  #send(living: number, orders: readonly Order[], roots?: { known: string; own: string }): boolean {
    if (this.#gone) return false;
    writeOrders(this.#message.begin(), living, orders);
    if (roots !== undefined) replaceEach(this.#message.bytes, roots.known, roots.own);
    this.#out = this.#channel.send(this.#message, LONGEST_STEP_MS);
    if (!this.#out) void this.end();
    return this.#out;
  }

  #receive(silenceMs: number, roots?: { known: string; own: string }): ProcessReport | undefined {
    const edit = roots === undefined ? undefined : (bytes: Uint8Array) => replaceEach(bytes, roots.own, roots.known);
    const message = this.#channel.receive(silenceMs, edit);
    if (message === undefined) {
      void this.end();
      return undefined;
    }
    this.#out = false;
    const report = readReport(message);
    const { failure } = report.news;
    if (failure !== undefined) throw new Failure('CW_INTERNAL', `A simulated process failed: ${failure}`, { blame: 'harness' });
    return report;
  }
}

/** Writes one text over another one of the same length, wherever that is in a message. */
function replaceEach(bytes: Uint8Array, text: string, by: string): void {
  if (text === by) return;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = buffer.indexOf(text, 0, 'latin1'); at !== -1; at = buffer.indexOf(text, at + text.length, 'latin1'))
    buffer.write(by, at, 'latin1');
}

function readinessOf(worker: Worker): Promise<ProcessReadiness> {
  return new Promise((resolve, reject) => {
    const fail = (how: string) =>
      reject(new Failure('CW_INTERNAL', `The thread of a simulated process ${how}.`, { blame: 'harness' }));
    const patience = new Patience(LONGEST_LOADING_MS, {}, () => {
      fail('did not load its adapter in a minute of its own time');
      void worker.terminate();
    });
    worker.once('message', (readiness: ProcessReadiness) => {
      patience.stop();
      resolve(readiness);
    });
    worker.once('error', (error) => {
      patience.stop();
      fail(`failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    worker.once('exit', () => {
      patience.stop();
      fail('ended while it loaded its adapter');
    });
  });
}
