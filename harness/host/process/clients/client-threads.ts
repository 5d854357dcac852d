import { Worker } from 'node:worker_threads';
import type { AddressedCommand, ClientMessage } from './client-messages.ts';

interface Thread {
  readonly worker: Worker;
  /** Set right before a command is sent, for a thread that stands still. */
  readonly called: Int32Array;
}

/** Several threads of this process that each host clients: they share the pid, and nothing else. Started when they are first spoken to. */
export class ClientThreads {
  readonly #threads = new Map<number, Thread>();
  readonly #onMessage: (message: object) => void;

  /** @param onMessage told what a thread says, with its number. */
  constructor(onMessage: (message: object) => void) {
    this.#onMessage = onMessage;
  }

  send(thread: number, command: AddressedCommand): void {
    const { worker, called } = this.#thread(thread);
    Atomics.store(called, 0, 1);
    worker.postMessage(command);
    Atomics.notify(called, 0);
  }

  #thread(number: number): Thread {
    const known = this.#threads.get(number);
    if (known !== undefined) return known;
    const called = new Int32Array(new SharedArrayBuffer(4));
    // The same program, which finds out that it is a thread.
    const worker = new Worker(process.argv[1] ?? '', {
      argv: process.argv.slice(2),
      workerData: called,
      stdout: true,
      stderr: true,
    });
    const stray = (message: string): void => {
      const told: ClientMessage = { type: 'stray', problem: { kind: 'exited', message }, thread: number };
      this.#onMessage(told);
    };
    worker.on('message', (message: object) => this.#onMessage({ ...message, thread: number }));
    worker.on('error', ({ message }) => stray(`the store's thread died of ${message}`));
    worker.on('exit', (code) => stray(`the store's thread exited with code ${code}`));
    const thread = { worker, called };
    this.#threads.set(number, thread);
    return thread;
  }
}
