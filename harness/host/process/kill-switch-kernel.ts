import { constants } from 'node:fs';
import type { FileKind } from '../../disk/kernel.ts';
import { type RealFs, RealKernel } from '../../disk/real-kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { ForeseenChange } from './foreseen-change.ts';

const { O_APPEND, O_RDWR, O_WRONLY } = constants;

export interface KillSwitchOptions {
  /** The directory that events show as `/`. */
  readonly root: string;
  readonly api: () => string;
  readonly stack: () => string | undefined;
  /** Told of each change after it happened. */
  readonly onChange: (event: FsEvent, details: ChangeDetails) => void;
  /** Where to stop. */
  readonly crash?: CrashPoint | undefined;
  /** Where to wait for a while, ascending. */
  readonly holds?: readonly CrashPoint[];
  /** Called at each of them, in front of the change that is to wait, or with the first part of it done. Returns when it may go on. */
  readonly onHold?: () => void;
  /** Called at the crash point, in front of the change that is not to happen. Must not return. */
  readonly onCrashPoint: () => never;
}

export interface ChangeDetails {
  readonly created?: FileKind;
  /** What was written. */
  readonly data?: Uint8Array;
}

/** A call that may change something. */
interface Intent extends ChangeDetails {
  /** Whether it is going to. */
  readonly changes: boolean;
  readonly offset?: number;
  readonly length?: number;
  /** Does only so many bytes of a write. */
  readonly tear?: (bytes: number) => void;
  /** Does them for the time of a hold; what it returns makes ready for the whole write. */
  readonly begin?: (bytes: number) => () => void;
}

interface Descriptor {
  readonly writable: boolean;
  readonly append: boolean;
  position: number;
}

/**
 * The real file system, with changes counted as the simulated disk counts them, before they happen: at the crash point the process
 * stops in front of the change, or in the midst of a write, so that it can be killed exactly there.
 */
export class KillSwitchKernel extends RealKernel {
  readonly #fs: RealFs;
  readonly #foreseen: ForeseenChange;
  readonly #options: KillSwitchOptions;
  readonly #descriptors = new Map<number, Descriptor>();
  #changes = 0;
  #holds = 0;
  /** Of the call in progress; what has none is of no interest. */
  #intent: Intent | undefined;

  constructor(realFs: RealFs, options: KillSwitchOptions) {
    const reporter: { report: (event: FsEvent) => void } = { report: () => {} };
    super(realFs, {
      root: options.root,
      api: options.api,
      recorder: { stacks: false, event: (event) => reporter.report(event) },
    });
    this.#fs = realFs;
    this.#foreseen = new ForeseenChange(realFs);
    this.#options = options;
    reporter.report = (event) => this.#report(event);
  }

  override open(path: string, flags: number, mode: number): number {
    const change = this.#foreseen.open(path, flags);
    const intent: Intent = { changes: change !== undefined, ...(change === 'creates' ? { created: 'file' } : {}) };
    const fd = this.#perform(intent, () => super.open(path, flags, mode));
    const writable = (flags & (O_WRONLY | O_RDWR)) !== 0;
    this.#descriptors.set(fd, { writable, append: (flags & O_APPEND) !== 0, position: 0 });
    return fd;
  }

  override close(fd: number): void {
    super.close(fd);
    this.#descriptors.delete(fd);
  }

  override read(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | bigint | null): number {
    const count = super.read(fd, buffer, offset, length, position);
    if (position === null) this.#advance(fd, count);
    return count;
  }

  override readv(fd: number, buffers: readonly Uint8Array[], position: number | null): number {
    const count = super.readv(fd, buffers, position);
    if (position === null) this.#advance(fd, count);
    return count;
  }

  override write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number {
    const at = this.#writePosition(fd, position);
    const intent: Intent = {
      changes: length > 0 && this.#isWritable(fd),
      offset: at,
      length,
      data: buffer.subarray(offset, offset + length),
      tear: (bytes) => void this.#fs.writeSync(fd, buffer, offset, Math.min(bytes, length), position),
      begin: (bytes) => this.#begin(fd, buffer.subarray(offset, offset + Math.min(bytes, length)), at),
    };
    const count = this.#perform(intent, () => super.write(fd, buffer, offset, length, position));
    if (position === null) this.#moveTo(fd, at + count);
    return count;
  }

  override writev(fd: number, buffers: readonly Uint8Array[], position: number | null): number {
    const at = this.#writePosition(fd, position);
    const data = Buffer.concat(buffers);
    const intent: Intent = {
      changes: data.length > 0 && this.#isWritable(fd),
      offset: at,
      length: data.length,
      data,
      tear: (bytes) => void this.#fs.writeSync(fd, data, 0, Math.min(bytes, data.length), position),
      begin: (bytes) => this.#begin(fd, data.subarray(0, bytes), at),
    };
    const count = this.#perform(intent, () => super.writev(fd, buffers, position));
    if (position === null) this.#moveTo(fd, at + count);
    return count;
  }

  override ftruncate(fd: number, length: number): void {
    const changes = this.#isWritable(fd) && this.#foreseen.ftruncate(fd, length);
    this.#perform({ changes, length }, () => super.ftruncate(fd, length));
  }

  override mkdir(path: string, mode: number): void {
    this.#perform({ changes: this.#foreseen.newName(path), created: 'directory' }, () => super.mkdir(path, mode));
  }

  override rmdir(path: string): void {
    this.#perform({ changes: this.#foreseen.rmdir(path) }, () => super.rmdir(path));
  }

  override unlink(path: string): void {
    this.#perform({ changes: this.#foreseen.unlink(path) }, () => super.unlink(path));
  }

  override rename(from: string, to: string): void {
    this.#perform({ changes: this.#foreseen.rename(from, to) }, () => super.rename(from, to));
  }

  override link(existing: string, path: string): void {
    this.#perform({ changes: this.#foreseen.link(existing, path) }, () => super.link(existing, path));
  }

  override symlink(target: string, path: string): void {
    this.#perform({ changes: this.#foreseen.newName(path), created: 'symlink' }, () => super.symlink(target, path));
  }

  #perform<T>(intent: Intent, perform: () => T): T {
    const { crash, onCrashPoint } = this.#options;
    if (crash !== undefined && intent.changes && this.#changes >= crash.changes) {
      if (crash.tornBytes !== undefined) intent.tear?.(crash.tornBytes);
      onCrashPoint();
    }
    if (intent.changes) this.#hold(intent);
    this.#intent = intent;
    try {
      return perform();
    } finally {
      this.#intent = undefined;
    }
  }

  /** Writes without moving the descriptor's offset. What O_APPEND puts at the end is taken away again, while nobody looks. */
  #begin(fd: number, part: Uint8Array, at: number): () => void {
    this.#fs.writeSync(fd, part, 0, part.length, at);
    return () => {
      if (this.#descriptors.get(fd)?.append === true) this.#fs.ftruncateSync(fd, at);
    };
  }

  /** Waits wherever a hold is due. */
  #hold(intent: Intent): void {
    const { holds = [], onHold } = this.#options;
    for (let hold = holds[this.#holds]; hold !== undefined && hold.changes <= this.#changes; hold = holds[this.#holds]) {
      this.#holds++;
      const prepare = hold.tornBytes === undefined ? undefined : intent.begin?.(hold.tornBytes);
      onHold?.();
      prepare?.();
    }
  }

  #report(event: FsEvent): void {
    const intent = this.#intent;
    if (intent === undefined || !intent.changes || event.error !== undefined) return;
    this.#changes++;
    const { offset, length, created, data } = intent;
    const stack = this.#options.stack();
    const shown: FsEvent = { ...event, changed: true };
    if (offset !== undefined) shown.offset = offset;
    if (length !== undefined) shown.length = length;
    if (stack !== undefined) shown.stack = stack;
    this.#options.onChange(shown, { ...(created === undefined ? {} : { created }), ...(data === undefined ? {} : { data }) });
  }

  #isWritable(fd: number): boolean {
    return this.#descriptors.get(fd)?.writable === true;
  }

  /** Linux appends to what was opened with O_APPEND, whatever position is asked for. */
  #writePosition(fd: number, position: number | null): number {
    const descriptor = this.#descriptors.get(fd);
    if (descriptor?.append === true) return this.#fs.fstatSync(fd).size;
    return position ?? descriptor?.position ?? 0;
  }

  #advance(fd: number, bytes: number): void {
    const descriptor = this.#descriptors.get(fd);
    if (descriptor !== undefined) descriptor.position += bytes;
  }

  #moveTo(fd: number, position: number): void {
    const descriptor = this.#descriptors.get(fd);
    if (descriptor !== undefined) descriptor.position = position;
  }
}
