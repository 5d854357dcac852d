import { bytesOf, isView } from '../arguments.ts';
import type { Style } from '../drive.ts';
import { abortError } from '../node-error.ts';
import { fsync, open, type Program, pause, write } from '../primitive.ts';
import { closing } from './closing.ts';

/** What the promise functions write in one call at most (`kWriteFileMaxChunkSize` in Node). */
const CHUNK_BYTES_MAX = 512 * 1024;

export interface WriteFile {
  /** A path that is opened and closed, or a descriptor of the caller's. */
  target: { path: string; flags: number; mode: number } | { fd: number };
  data: Uint8Array | Iterable<unknown> | AsyncIterable<unknown>;
  /** Of strings that an iterable yields. */
  encoding: BufferEncoding;
  flush: boolean;
  signal: AbortSignal | undefined;
}

/**
 * `writeFile` and `appendFile`: open, write until everything is written, fsync if `flush`, close. The promise functions write
 * at most 512 KiB at a time, the others all that is left; that is how Node 20 to 24 do it.
 */
export function* writeFile(style: Style, options: WriteFile): Program<void> {
  const { target, signal } = options;
  if ('fd' in target) {
    yield* writeAll(style, target.fd, options);
    // Node's promise function does not flush a handle of the caller's.
    if (options.flush && style !== 'promise') yield* fsync(target.fd);
    return;
  }
  if (signal?.aborted) throw abortError(signal);
  const fd = yield* open(target.path, target.flags, target.mode);
  yield* closing(style, fd, contentThenFlush(style, fd, options));
}

function* contentThenFlush(style: Style, fd: number, options: WriteFile): Program<void> {
  yield* writeAll(style, fd, options);
  if (options.flush) yield* fsync(fd);
}

function* writeAll(style: Style, fd: number, { data, encoding, signal }: WriteFile): Program<void> {
  if (style === 'promise') {
    if (signal?.aborted) throw abortError(signal);
    if (data instanceof Uint8Array) yield* writeChunks(fd, data, signal, false);
    else yield* writePieces(fd, data, encoding, signal);
    return;
  }
  if (!(data instanceof Uint8Array)) return;
  let offset = 0;
  // By callback even an empty file gets its write, of no bytes.
  while (offset < data.byteLength || (style === 'callback' && offset === 0)) {
    if (signal?.aborted) throw abortError(signal);
    offset += yield* write(fd, data, offset, data.byteLength - offset, null);
    if (data.byteLength === 0) break;
  }
}

function* writeChunks(fd: number, bytes: Uint8Array, signal: AbortSignal | undefined, checkAfter: boolean): Program<void> {
  let offset = 0;
  while (offset < bytes.byteLength) {
    if (!checkAfter && signal?.aborted) throw abortError(signal);
    offset += yield* write(fd, bytes, offset, Math.min(CHUNK_BYTES_MAX, bytes.byteLength - offset), null);
    if (checkAfter && signal?.aborted) throw abortError(signal);
  }
}

/** Writes what an iterable or a stream yields, one piece after another, and tells it if writing ends early. */
function* writePieces(
  fd: number,
  pieces: Iterable<unknown> | AsyncIterable<unknown>,
  encoding: BufferEncoding,
  signal: AbortSignal | undefined,
): Program<void> {
  const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  let exhausted = false;
  const next = async (): Promise<IteratorResult<unknown>> => {
    try {
      const result = await iterator.next();
      return result.done ? result : { done: false, value: await result.value };
    } catch (error) {
      exhausted = true;
      throw error;
    }
  };
  try {
    for (;;) {
      const result = (yield* pause(next)) as IteratorResult<unknown>;
      exhausted = result.done === true;
      if (exhausted) return;
      if (signal?.aborted) throw abortError(signal);
      yield* writeChunks(fd, pieceBytes(result.value, encoding), signal, true);
    }
  } finally {
    if (!exhausted) yield* pause(async () => iterator.return?.());
  }
}

function pieceBytes(piece: unknown, encoding: BufferEncoding): Uint8Array {
  // Of anything but a view `Buffer.from` takes what Node takes, and refuses the rest with Node's own error.
  return isView(piece) ? bytesOf(piece) : Buffer.from(piece as string, encoding);
}
