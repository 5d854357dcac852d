import { TextDecoder as Decoder } from 'node:util';

/** What V8 says of a string of more than 2^29 - 24 characters, in Node's words. */
function tooLong(): Error {
  const error = new Error('Cannot create a string longer than 0x1fffffe8 characters');
  return Object.assign(error, { code: 'ERR_STRING_TOO_LONG' });
}

/** Makes strings too long that are longer than a limit, as half a gigabyte is without one. What is decoded piece by piece is not touched. */
export class LongStrings {
  readonly #toString = Buffer.prototype.toString;
  readonly #decode = Decoder.prototype.decode;

  /** @param characters the longest string that can be made of bytes; absent: what V8 allows. */
  begin(characters: number | undefined): void {
    if (characters === undefined) return;
    const [usual, decode] = [this.#toString, this.#decode];
    Buffer.prototype.toString = function (this: Buffer, ...range: Parameters<Buffer['toString']>) {
      const [, start = 0, end = this.length] = range;
      if (Math.min(end, this.length) - start > characters) throw tooLong();
      return usual.apply(this, range);
    };
    Decoder.prototype.decode = function (this: Decoder, ...given: Parameters<Decoder['decode']>) {
      const [bytes] = given;
      if (bytes !== undefined && bytes !== null && bytes.byteLength > characters) throw tooLong();
      return decode.apply(this, given);
    };
  }

  end(): void {
    Buffer.prototype.toString = this.#toString;
    Decoder.prototype.decode = this.#decode;
  }
}
