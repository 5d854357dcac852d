const BUCKETS_AT_FIRST = 64;
/** Before the words of a configuration: the next entry of its bucket, its hash, the event, the state. */
const HEADER = 4;
/** So many comparisons take about as long as the visit of a configuration. */
const COMPARISONS = 64;

/**
 * The configurations that the search has met: the event at which it stood, the state, and the set of open operations that had taken
 * effect. A configuration is not worth a visit if one was met that differs only in that more reads and fewer pending operations had taken
 * effect: whatever can follow the new one can follow that one too.
 */
export class SeenConfigurations {
  /** How many configurations were kept, and one more for every `COMPARISONS` with one that looked alike. */
  get effort(): number {
    return this.#count + this.#comparisons / COMPARISONS;
  }

  #count = 0;
  #comparisons = 0;
  readonly #words: number;
  readonly #stride: number;
  #heads = new Int32Array(BUCKETS_AT_FIRST).fill(-1);
  #entries: Int32Array;

  constructor(words: number) {
    this.#words = words;
    this.#stride = HEADER + words;
    this.#entries = new Int32Array(BUCKETS_AT_FIRST * this.#stride);
  }

  /**
   * Adds a configuration; false if it need not be visited.
   *
   * @param done set of open operations that have taken effect
   * @param reads set of open operations that are read-only
   * @param pending set of pending operations
   */
  add(event: number, state: number, done: Int32Array, reads: Int32Array, pending: Int32Array): boolean {
    let hash = Math.imul(event, 0x9e3779b1) ^ Math.imul(state + 1, 0x85ebca6b);
    for (let word = 0; word < this.#words; word++) {
      const exact = (done[word] as number) & ~((reads[word] as number) | (pending[word] as number));
      hash = Math.imul(hash ^ (hash >>> 15) ^ exact, 0xc2b2ae35);
    }
    hash ^= hash >>> 16;
    const entries = this.#entries;
    const bucket = hash & (this.#heads.length - 1);
    for (let entry = this.#heads[bucket] as number; entry >= 0; entry = entries[entry] as number) {
      if (entries[entry + 1] !== hash || entries[entry + 2] !== event || entries[entry + 3] !== state) continue;
      this.#comparisons++;
      if (this.#covers(entry + HEADER, done, reads, pending)) return false;
    }
    this.#insert(hash, event, state, done);
    return true;
  }

  /** Whether an entry has the same completed writes, at least the reads, and at most the pending operations of a configuration. */
  #covers(at: number, done: Int32Array, reads: Int32Array, pending: Int32Array): boolean {
    for (let word = 0; word < this.#words; word++) {
      const mine = this.#entries[at + word] as number;
      const other = done[word] as number;
      const more = mine & ~other & ~(reads[word] as number);
      const less = other & ~mine & ~(pending[word] as number);
      if ((more | less) !== 0) return false;
    }
    return true;
  }

  #insert(hash: number, event: number, state: number, done: Int32Array): void {
    if (this.#count === this.#heads.length) this.#grow();
    const entry = this.#count++ * this.#stride;
    const bucket = hash & (this.#heads.length - 1);
    this.#entries[entry] = this.#heads[bucket] as number;
    this.#entries[entry + 1] = hash;
    this.#entries[entry + 2] = event;
    this.#entries[entry + 3] = state;
    for (let word = 0; word < this.#words; word++) this.#entries[entry + HEADER + word] = done[word] as number;
    this.#heads[bucket] = entry;
  }

  #grow(): void {
    const entries = new Int32Array(this.#entries.length * 2);
    entries.set(this.#entries);
    const heads = new Int32Array(this.#heads.length * 2).fill(-1);
    for (let entry = 0; entry < this.#count * this.#stride; entry += this.#stride) {
      const bucket = (entries[entry + 1] as number) & (heads.length - 1);
      entries[entry] = heads[bucket] as number;
      heads[bucket] = entry;
    }
    this.#entries = entries;
    this.#heads = heads;
  }
}
