/** No line of either side is longer, in bytes. */
export const LONGEST_LINE = 16 * 1024 * 1024;

/** A line that is too long; of it only the beginning is kept. */
export class LineTooLong extends Error {
  readonly beginning: Buffer;

  constructor(beginning: Buffer) {
    super(`a line of more than ${LONGEST_LINE} bytes`);
    this.beginning = beginning;
  }
}

const LINE_FEED = 0x0a;

/** Cuts a stream of bytes at `\n`, and nowhere else. What comes after the last one is a torn line, which nobody is given. */
export class MessageLines {
  #parts: Buffer[] = [];
  #length = 0;

  /** The lines that this chunk completes, without their ends. Throws `LineTooLong` as soon as a line is. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      this.#add(chunk.subarray(from, at));
      lines.push(this.#parts.length === 1 && this.#parts[0] !== undefined ? this.#parts[0] : Buffer.concat(this.#parts));
      this.#parts = [];
      this.#length = 0;
      from = at + 1;
    }
    this.#add(chunk.subarray(from));
    return lines;
  }

  /** The line that has begun and not ended. */
  get torn(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #add(part: Buffer): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > LONGEST_LINE) throw new LineTooLong(this.#parts.find(({ length }) => length > 0) ?? part);
  }
}
