import { EventEmitter } from 'node:events';
import path from 'node:path';
import { eventTypeOf, type Notice } from '../../notices.ts';
import { DeadIncarnation } from '../dead-incarnation.ts';
import { encodeName } from '../dirent.ts';
import { type Call, driveSync } from '../drive.ts';
import * as primitive from '../primitive.ts';
import { Announcer, type Listener } from './announcer.ts';

export interface WatchOptions {
  readonly recursive: boolean;
  readonly encoding: BufferEncoding | 'buffer' | undefined;
}

/** Captured at load, since a store may count its ticks. */
const realNextTick = process.nextTick.bind(process);

/** What `fs.watch` returns. Whether it keeps its process alive makes no difference here: processes end when they are told to. */
export class Watcher extends EventEmitter {
  readonly #call: Call;
  readonly #options: WatchOptions;
  readonly #announcer: Announcer;
  /** Each directory below a directory is watched by itself, as Node does it on Linux. */
  readonly #watches: { readonly watch: number; readonly listener: Listener }[] = [];
  #closed = false;

  /** @throws what Node throws if there is nothing at the path. */
  constructor(call: Call, root: string, options: WatchOptions, boundary: CallableFunction) {
    super();
    this.#call = call;
    this.#options = options;
    this.#announcer = Announcer.of(call.mount);
    try {
      this.#follow(root, '', boundary);
    } catch (error) {
      throw error instanceof Error && 'code' in error ? Object.assign(error, { filename: root }) : error;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { watch, listener } of this.#watches) {
      this.#announcer.remove(watch, listener);
      ignoringDeath(() => driveSync(this.#call, primitive.unwatch(watch), this.close));
    }
    realNextTick(() => this.emit('close'));
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Watches what is at a path; of a directory, where that is asked for, everything below it too. */
  #follow(at: string, prefix: string, boundary: CallableFunction): void {
    const watch = driveSync(this.#call, primitive.watch(at), boundary);
    const listener = { tell: (notice: Notice) => this.#tell(notice, at, prefix) };
    this.#watches.push({ watch, listener });
    this.#announcer.add(watch, listener);
    if (this.#options.recursive)
      for (const { name } of this.#directoriesIn(at)) this.#follow(path.join(at, name), `${prefix}${name}/`, boundary);
  }

  #tell(notice: Notice, at: string, prefix: string): void {
    if (this.#closed) return;
    // Of a directory below the one that was named its parent's entry tells.
    if (notice.name === undefined && prefix !== '') return;
    const name = notice.name === undefined ? path.basename(at) : `${prefix}${notice.name}`;
    this.#emit(eventTypeOf(notice), name);
    const { event, directory } = notice;
    if (this.#options.recursive && directory === true && (event === 'created' || event === 'moved-to'))
      this.#found(path.join(at, name.slice(prefix.length)), `${name}/`);
  }

  /** A directory that was not there before, with what is in it already. */
  #found(at: string, prefix: string): void {
    try {
      this.#follow(at, prefix, this.#found);
      for (const { name } of driveSync(this.#call, primitive.readdir(at), this.#found)) this.#emit('rename', `${prefix}${name}`);
    } catch (error) {
      // It is gone again.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }

  #directoriesIn(at: string) {
    try {
      return driveSync(this.#call, primitive.readdir(at), this.#directoriesIn).filter(({ kind }) => kind === 'directory');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return [];
      throw error;
    }
  }

  #emit(type: 'change' | 'rename', name: string): void {
    if (!this.#closed) this.emit('change', type, encodeName(name, this.#options.encoding));
  }
}

function ignoringDeath(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DeadIncarnation)) throw error;
  }
}
