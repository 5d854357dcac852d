import { EventEmitter } from 'node:events';
import type { KernelStat } from '../../kernel.ts';
import { type Call, driveCallback } from '../drive.ts';
import * as primitive from '../primitive.ts';
import { noStats, statsOf } from '../stats.ts';

/** What `fs.watchFile` returns: looks at the file again and again, in the time that the store's process has. */
export class StatWatcher extends EventEmitter {
  readonly #call: Call;
  readonly #path: string;
  readonly #intervalMs: number;
  readonly #bigint: boolean;
  #last: KernelStat | 'missing' | undefined;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(call: Call, path: string, { intervalMs, bigint }: { intervalMs: number; bigint: boolean }) {
    super();
    this.#call = call;
    this.#path = path;
    this.#intervalMs = intervalMs;
    this.#bigint = bigint;
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #look(): void {
    driveCallback(this.#call, primitive.stat(this.#path), (error, value) => {
      if (this.#stopped) return;
      const found = error ? 'missing' : (value as KernelStat);
      const before = this.#last;
      this.#last = found;
      // The process's own clock, which was put in place after this module was loaded.
      this.#timer = globalThis.setTimeout(() => this.#look(), this.#intervalMs);
      // Only that there is nothing is told at once.
      if (before === undefined ? found === 'missing' : !isSame(before, found))
        this.emit('change', this.#stats(found), this.#stats(before ?? found));
    });
  }

  #stats(stat: KernelStat | 'missing') {
    return stat === 'missing' ? noStats(this.#bigint) : statsOf(stat, this.#bigint);
  }
}

/** In all that libuv compares; the time of the last reading is not among it. */
function isSame(one: KernelStat | 'missing', other: KernelStat | 'missing'): boolean {
  if (one === 'missing' || other === 'missing') return one === other;
  return (['ctimeMs', 'mtimeMs', 'birthtimeMs', 'size', 'mode', 'uid', 'gid', 'ino'] as const).every(
    (key) => one[key] === other[key],
  );
}
