const NEWLINE = 0x0a;

/** A line of a file: its bytes from `start` to `end`, the newline not included. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** The newline is there. */
  readonly ended: boolean;
}

/** The lines of a file. What follows the last newline is a line without one, if there is anything. */
export function linesOf(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    lines.push({ start, end, ended: newline !== -1 });
    start = end + 1;
  }
  return lines;
}

/** The same bytes, without a copy, with the methods of a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
