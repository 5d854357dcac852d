// Sets of slots, as bits: slot s is bit s % 32 of word s / 32. The index is in range wherever these are called.

export function has(set: Int32Array, slot: number): boolean {
  return ((set[slot >> 5] as number) & (1 << (slot & 31))) !== 0;
}

export function add(set: Int32Array, slot: number): void {
  set[slot >> 5] = (set[slot >> 5] as number) | (1 << (slot & 31));
}

export function remove(set: Int32Array, slot: number): void {
  set[slot >> 5] = (set[slot >> 5] as number) & ~(1 << (slot & 31));
}

/** The lowest bit that is set in a word, from 0; the word is not 0. */
export function lowest(word: number): number {
  return 31 - Math.clz32(word & -word);
}
