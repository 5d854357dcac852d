/**
 * A memory of bounded size: when it is full, what was used longest ago goes first. What is kept depends on the calls alone, so that equal runs
 * keep the same and count the same.
 */
export class RecentlyUsed<V> {
  readonly #mostBytes: number;
  readonly #entries = new Map<string, Entry<V>>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // A map gives its entries in the order in which they were set.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps a value, roughly this large. One that is larger than all there is room for is not kept. */
  set(key: string, value: V, bytes: number): void {
    this.#forget(key);
    if (bytes > this.#mostBytes) return;
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#forget(oldest);
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  #forget(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}

interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}
