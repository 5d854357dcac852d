import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into lines of JSON. A last line without its end was torn by the kill, and is dropped. */
export class LineReader<Message> {
  readonly #decoder = new StringDecoder('utf8');
  #parts: string[] = [];

  /** The messages that this chunk completes. Throws SyntaxError where a whole line is no JSON. */
  push(chunk: Uint8Array): Message[] {
    const [first = '', ...rest] = this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)).split('\n');
    this.#parts.push(first);
    const lines: string[] = [];
    for (const part of rest) {
      lines.push(this.#parts.join(''));
      this.#parts = [part];
    }
    return lines.map((line): Message => JSON.parse(line));
  }
}
