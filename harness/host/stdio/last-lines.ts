const KEPT_BYTES = 8 * 1024;
const SHOWN_LINES = 12;
const SHOWN_CHARACTERS = 200;

/** The end of what a program wrote to its log: enough to see what it died of. */
export class LastLines {
  #kept = Buffer.alloc(0);
  /** So much was written in all. */
  bytes = 0;

  push(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.#kept = Buffer.concat([this.#kept, chunk]).subarray(-KEPT_BYTES);
  }

  /** The last lines, each bounded, joined by line feeds; empty where nothing was written. */
  get text(): string {
    const lines = this.#kept
      .toString('utf8')
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '');
    return lines
      .slice(-SHOWN_LINES)
      .map((line) => shortened(line))
      .join('\n');
  }
}

/** One line for a message. */
export function shortened(line: string, most = SHOWN_CHARACTERS): string {
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
