/**
 * A 64-bit non-cryptographic hash in two 32-bit lanes that mix their input with different multipliers and rotations, so that a
 * collision needs both to collide at once. At a million crash images the odds of one are about 3 in 10^8. Written in JavaScript
 * because contents are mostly under a page, where a call into node:crypto costs more than the hashing.
 *
 * One instance is reused for many inputs: `begin`, feed it, `end`, then read `a` and `b` (signed 32-bit integers).
 */
export class Digest {
  a = 0;
  b = 0;

  begin(seed: number): void {
    this.a = seed ^ 0x2545f491;
    this.b = ~seed ^ 0x1b873593;
  }

  number(value: number): void {
    const k = Math.imul(value, 0x85ebca6b);
    const a = Math.imul(this.a ^ k ^ (k >>> 15), 0x9e3779b1);
    this.a = (a << 13) | (a >>> 19);
    const l = Math.imul(value, 0xc2b2ae3d);
    const b = Math.imul(this.b ^ l ^ (l >>> 13), 0x27d4eb2f);
    this.b = (b << 17) | (b >>> 15);
  }

  /** UTF-16 units, then the length. */
  string(text: string): void {
    let a = this.a;
    let b = this.b;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b + unit, 0x27d4eb2f);
      b ^= b >>> 13;
    }
    this.a = a;
    this.b = b;
    this.number(text.length);
  }

  /** The 32-bit words `[from, to)`. */
  words(words: Int32Array, from: number, to: number): void {
    let a = this.a;
    let b = this.b;
    for (let i = from; i < to; i++) {
      const word = words[i] as number;
      a = Math.imul(a ^ word, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b + word, 0x27d4eb2f);
      b ^= b >>> 13;
    }
    this.a = a;
    this.b = b;
  }

  /** One more word: as `words` of it. */
  word(word: number): void {
    const a = Math.imul(this.a ^ word, 0x9e3779b1);
    this.a = a ^ (a >>> 15);
    const b = Math.imul(this.b + word, 0x27d4eb2f);
    this.b = b ^ (b >>> 13);
  }

  /** As `words` of so many zeros. */
  zeros(count: number): void {
    let a = this.a;
    let b = this.b;
    for (let i = 0; i < count; i++) {
      a = Math.imul(a, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b, 0x27d4eb2f);
      b ^= b >>> 13;
    }
    this.a = a;
    this.b = b;
  }

  /** Every bit of the input reaches every bit of both lanes, so that lanes may be added up. */
  end(): void {
    const a = finish(this.a ^ Math.imul(this.b, 0x165667b1));
    this.b = finish(this.b + Math.imul(a, 0x2c1b3c6d));
    this.a = a;
  }

  toString(): string {
    return hex(this.a) + hex(this.b);
  }
}

function finish(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
