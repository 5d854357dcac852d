const LOOK_MS = 100;

/** As much as a worker's heap may have. Buffers lie beside the heap, and no limit of V8 counts them. */
const MOST_MEMORY_MB = 2048;

export interface MemoryWatchOptions {
  /** Moves whenever the store gives control back. */
  beats(): number;
  /** Told how much was taken. Called once. */
  onFull(bytes: number): void;
}

/**
 * Watches how much memory the whole process takes while one store does not give control back: what it takes meanwhile is its own. How long that lasts does
 * not matter. Returns what ends the watch.
 */
export function watchMemory({ beats, onFull }: MemoryWatchOptions): () => void {
  let seen = -1;
  let before = 0;
  const watch = setInterval(() => {
    const beat = beats();
    const now = process.memoryUsage.rss();
    if (beat !== seen || now < before) {
      seen = beat;
      before = now;
    } else if (now - before > MOST_MEMORY_MB * 2 ** 20 * ALMOST) {
      clearInterval(watch);
      onFull(now - before);
    }
  }, LOOK_MS);
  return () => clearInterval(watch);
}

/** Close to its limit a heap is collected over and over, which looks like a loop. */
const ALMOST = 0.9;
