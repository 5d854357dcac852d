import { constants } from 'node:fs';
import type { Kernel } from '../harness/disk/kernel.ts';
import { type Call, type OpenMode, type StartEntry, startLetter, writeLetter } from './program.ts';

/** Makes the start tree below `directory`, which exists. It is the caller's to make it durable. */
export function makeStartTree(kernel: Kernel, directory: string, start: readonly StartEntry[]): void {
  for (const [index, entry] of start.entries()) {
    const path = `${directory}/${entry.path}`;
    if (entry.kind === 'directory') {
      kernel.mkdir(path, 0o755);
      continue;
    }
    const fd = kernel.open(path, OPEN_FLAGS.create, 0o644);
    if (entry.bytes > 0) writeAll(kernel, fd, startLetter(index), entry.bytes, 0);
    kernel.close(fd);
  }
}

/**
 * A program in progress, on the simulated kernel or on the real one. Each call is made once, without regard to what came of it before:
 * an error of the kernel is thrown, as programs are made of calls that succeed.
 */
export class ProgramRun {
  readonly #kernel: Kernel;
  readonly #directory: string;
  /** By ordinal; -1 once closed. */
  readonly #descriptors: number[] = [];
  #writes = 0;

  constructor(kernel: Kernel, directory: string) {
    this.#kernel = kernel;
    this.#directory = directory;
  }

  /** @throws Errno */
  perform(call: Call): void {
    const kernel = this.#kernel;
    switch (call.call) {
      case 'mkdir':
        kernel.mkdir(this.#path(call.path), 0o755);
        break;
      case 'rmdir':
      case 'unlink':
        kernel[call.call](this.#path(call.path));
        break;
      case 'rename':
      case 'link':
        kernel[call.call](this.#path(call.path), this.#path(call.to));
        break;
      case 'open':
        this.#descriptors.push(kernel.open(this.#path(call.path), OPEN_FLAGS[call.mode], 0o644));
        break;
      case 'write':
        writeAll(kernel, this.#descriptor(call.file), writeLetter(this.#writes++), call.bytes, call.offset);
        break;
      case 'ftruncate':
        kernel.ftruncate(this.#descriptor(call.file), call.bytes);
        break;
      case 'fsync':
      case 'fdatasync':
        kernel[call.call](this.#descriptor(call.file));
        break;
      case 'close':
        kernel.close(this.#descriptor(call.file));
        this.#descriptors[call.file] = -1;
    }
  }

  /** Closes what the program left open. Errors are of no interest: the power is off. */
  closeRest(): void {
    for (const fd of this.#descriptors.splice(0)) {
      if (fd === -1) continue;
      try {
        this.#kernel.close(fd);
      } catch {
        // The descriptor is closed all the same, close(2).
      }
    }
  }

  #path(path: string): string {
    return path === '.' ? this.#directory : `${this.#directory}/${path}`;
  }

  #descriptor(ordinal: number): number {
    return this.#descriptors[ordinal] ?? -1;
  }
}

const { O_APPEND, O_CREAT, O_RDONLY, O_RDWR, O_TRUNC } = constants;

const OPEN_FLAGS: Readonly<Record<OpenMode, number>> = {
  create: O_RDWR | O_CREAT,
  truncate: O_RDWR | O_CREAT | O_TRUNC,
  append: O_RDWR | O_CREAT | O_APPEND,
  read: O_RDONLY,
};

function writeAll(kernel: Kernel, fd: number, letter: string, bytes: number, offset: number | null): void {
  const written = kernel.write(fd, Buffer.alloc(bytes, letter), 0, bytes, offset);
  if (written !== bytes) throw new Error(`only ${written} of ${bytes} bytes were written: the disk is full`);
}
