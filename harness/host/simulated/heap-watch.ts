import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What may lie about before it is collected: so much, or half of what is alive where that is more. */
const MOST_GARBAGE_BYTES = 96_000_000;
const LIVES_BETWEEN_LOOKS = 8;

/**
 * Keeps a thread's heap near what is alive in it. V8 by itself lets a heap that may grow large become four times that before it collects, and
 * a thousand short lives leave garbage that outlived the young generation. When it collects depends on bytes, and no verdict on when.
 */
export class HeapWatch {
  readonly #collect = exposedCollector();
  #limitBytes = MOST_GARBAGE_BYTES;
  #lives = 0;

  /** To be called between lives, when the least is alive. */
  look(): void {
    if (++this.#lives % LIVES_BETWEEN_LOOKS !== 0 || bytesInUse() < this.#limitBytes) return;
    this.#collect();
    const alive = bytesInUse();
    this.#limitBytes = alive + Math.max(MOST_GARBAGE_BYTES, alive / 2);
  }
}

function bytesInUse(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
}

/** The flag is that of all threads: another one may take it away at the wrong moment. */
const MOST_TRIES = 1000;

/** `gc`, which only a context that is made under this flag has. A thread that was started at that moment has it too, and is to have none. */
function exposedCollector(): () => void {
  if (!process.execArgv.some((flag) => /^--expose[-_]gc$/.test(flag))) Reflect.deleteProperty(globalThis, 'gc');
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('globalThis.gc');
    setFlagsFromString('--no-expose-gc');
    if (typeof collect === 'function') return () => void collect();
  }
  return () => {};
}
