import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/**
 * Touches the mount for its server. A thread that waits for an answer of its own process keeps the device open, so that a server that dies
 * meanwhile would wait for itself for ever; another process is told that the mount is dead.
 */
export class Waker {
  readonly #directory: string;
  #child: ChildProcess;
  #forgotten: string[] = [];
  #last = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.#child = this.#start();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Some request reaches the server soon, after whatever was done before: a look at the name with this number. */
  wake(number: number): void {
    this.#last = number;
    this.#child.stdin?.write(`${number}\n`);
  }

  /** The kernel lets go of the names and bytes of an image that was removed; of several at a time. */
  forget(name: string): void {
    this.#forgotten.push(path.join(this.#directory, name));
    if (this.#forgotten.length < FORGOTTEN_AT_A_TIME) return;
    spawn('rmdir', this.#forgotten, { stdio: 'ignore', cwd: '/' }).on('error', () => {});
    this.#forgotten = [];
  }

  #start(): ChildProcess {
    const script = 'while read -r number; do [ -e "$1$number" ]; done';
    const child = spawn('sh', ['-c', script, 'sh', path.join(this.#directory, WAKING_NAME)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    });
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    // A program that kills whatever it finds has killed it; without it the server hears nothing.
    child.on('exit', () => {
      this.#child = this.#start();
      this.wake(this.#last);
    });
    return child;
  }
}

/** There is nothing of that name, with any number behind it. */
const WAKING_NAME = '.wake-';

/** Which look of a waker's it is that the name is of; `undefined` of any other name. */
export function wakingNumber(name: string): number | undefined {
  return name.startsWith(WAKING_NAME) ? Number(name.slice(WAKING_NAME.length)) : undefined;
}

const FORGOTTEN_AT_A_TIME = 32;
