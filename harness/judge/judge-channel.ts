import { randomUUID } from 'node:crypto';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { hideWorker } from '../host/simulated/hide-worker.ts';
import type { WorkerMessage } from './worker-protocol.ts';

// The store runs in the same thread as what reports of it. What is used here after the store was loaded was taken before, so that a store
// which replaces `postMessage`, or gets hold of a port, neither keeps a message back nor slips one in unseen.

/** What a worker needs to speak; part of its `workerData`, and taken out of it before a store is loaded. */
export interface Line {
  readonly port: MessagePort;
  /** Goes with every message; nobody else in the worker knows it. */
  readonly secret: string;
}

interface Sealed {
  readonly secret: string;
  readonly number: number;
  readonly message: WorkerMessage;
}

/** What came on a line: the worker's own word, or something that is not. */
export type Heard = { readonly genuine: true; readonly message: WorkerMessage } | { readonly genuine: false };

/** The main thread's end. */
export class JudgeLine {
  readonly line: Line;
  readonly #port: MessagePort;
  readonly #hear: (heard: Heard) => void;
  #next = 0;

  constructor(hear: (heard: Heard) => void) {
    this.#hear = hear;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.line = { port: port2, secret: randomUUID() };
    port1.on('message', (sealed: unknown) => hear(this.#opened(sealed)));
    // Somebody posted what cannot be taken apart here; the worker itself posts plain data.
    port1.on('messageerror', () => hear({ genuine: false }));
  }

  /** Of a worker that is gone: hears what it said before, and closes. */
  drain(): void {
    for (;;) {
      const received: { message: unknown } | undefined = receiveMessageOnPort(this.#port);
      if (received === undefined) break;
      this.#hear(this.#opened(received.message));
    }
    this.#port.close();
  }

  /** Messages come in the order in which they were sent, each once. */
  #opened(sealed: unknown): Heard {
    if (!isSealed(sealed) || sealed.secret !== this.line.secret || sealed.number !== this.#next) return { genuine: false };
    this.#next++;
    return { genuine: true, message: sealed.message };
  }
}

function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && 'secret' in value && 'number' in value && 'message' in value;
}

/** The worker's end. */
export interface WorkerLine {
  post(message: WorkerMessage): void;
  close(): void;
}

/**
 * Takes the line out of the worker's data and hides that this is a worker: `parentPort` and `workerData` are null for whoever looks later,
 * as they are in the main thread of the process that the store believes to live in.
 */
export function takeLine({ port, secret }: Line): WorkerLine {
  const send = bound(port.postMessage, port);
  const close = bound(port.close, port);
  let number = 0;
  hideWorker();
  return {
    post: (message) => send({ secret, number: number++, message }),
    close: () => close(),
  };
}

/** Independent of `Function.prototype`, which a store can change. */
function bound<A extends unknown[]>(method: (...args: A) => void, self: object): (...args: A) => void {
  return method.bind(self);
}
