import { Socket } from 'node:net';
import { isMainThread, type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { RealFileSystem } from '../../../disk/facade/real.ts';
import { LineReader } from '../line-reader.ts';
import { EVENT_DESCRIPTOR, JOB_DESCRIPTOR } from '../pipe-protocol.ts';
import { readWaiting } from '../read-to-end.ts';
import type { AddressedCommand } from './client-messages.ts';

/** How whoever hosts clients talks with the process that started it all. */
export interface ClientLine {
  /** What was sent has left when the process is killed. */
  send(message: object): void;
  onCommand(take: (command: AddressedCommand) => void): void;
  /** Nothing of this thread happens until the next command has come. */
  standStill(): void;
}

const killProcess = process.kill.bind(process);
const CHUNK_BYTES = 65_536;

type PipeFs = Pick<RealFileSystem['fs'], 'readSync' | 'writeSync'>;

/** The pipes of a process: events on one, without a buffer; commands on the other. */
export class PipeLine implements ClientLine {
  readonly #fs: PipeFs;
  readonly #lines = new LineReader<AddressedCommand>();
  #take: (command: AddressedCommand) => void = () => {};

  constructor(fs: PipeFs) {
    this.#fs = fs;
  }

  send(message: object): void {
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
    try {
      for (let at = 0; at < bytes.length; ) at += this.#fs.writeSync(EVENT_DESCRIPTOR, bytes, at);
    } catch {
      die();
    }
  }

  onCommand(take: (command: AddressedCommand) => void): void {
    this.#take = take;
    const pipe = new Socket({ fd: JOB_DESCRIPTOR, readable: true, writable: false });
    pipe.on('data', (chunk: Buffer) => this.#received(chunk));
    // Nobody is left who could say anything.
    for (const event of ['end', 'error', 'close']) pipe.on(event, die);
  }

  standStill(): void {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const bytes = readWaiting(JOB_DESCRIPTOR, chunk, this.#fs.readSync);
    if (bytes === 0) die();
    this.#received(chunk.subarray(0, bytes));
  }

  #received(chunk: Buffer): void {
    for (const command of this.#lines.push(chunk)) this.#take(command);
  }
}

/** The port of a thread, to the main thread of its process, which passes everything on. */
export class PortLine implements ClientLine {
  readonly #port: MessagePort;
  readonly #called: Int32Array;
  #take: (command: AddressedCommand) => void = () => {};

  constructor(port: MessagePort, called: Int32Array) {
    this.#port = port;
    this.#called = called;
  }

  /** The line of this thread, if it is one of several. */
  static ofThread(): PortLine | undefined {
    if (isMainThread || parentPort === null || !(workerData instanceof Int32Array)) return undefined;
    return new PortLine(parentPort, workerData);
  }

  send(message: object): void {
    this.#port.postMessage(message);
  }

  onCommand(take: (command: AddressedCommand) => void): void {
    this.#take = take;
    this.#port.on('message', (command: AddressedCommand) => {
      Atomics.store(this.#called, 0, 0);
      take(command);
    });
  }

  /** The main thread sets the cell right before it sends a command. */
  standStill(): void {
    for (;;) {
      Atomics.wait(this.#called, 0, 0);
      const received: { message: AddressedCommand } | undefined = receiveMessageOnPort(this.#port);
      if (received === undefined) continue;
      Atomics.store(this.#called, 0, 0);
      this.#take(received.message);
      return;
    }
  }
}

/** At once, and without a last word. */
export function die(): never {
  killProcess(process.pid, 'SIGKILL');
  throw new Error('killed');
}
