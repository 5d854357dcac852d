import type { Style } from '../drive.ts';
import { abortError, codedError } from '../node-error.ts';
import { fstat, open, type Program, read } from '../primitive.ts';
import { closing } from './closing.ts';

/** What the promise and callback functions read in one call at most (`kReadFileBufferLength` in Node). */
const CHUNK_BYTES_MAX = 512 * 1024;
/** The same, for a file whose size is not known beforehand, which an empty one may be. */
const UNKNOWN_SIZE_CHUNK_BYTES = 64 * 1024;
const SYNC_CHUNK_BYTES = 8192;
const FILE_BYTES_MAX = 2 ** 31 - 1;

export interface ReadFile {
  /** A path that is opened and closed, or a descriptor of the caller's. */
  target: { path: string; flags: number } | { fd: number };
  encoding: BufferEncoding | 'buffer' | undefined;
  signal: AbortSignal | undefined;
}

/**
 * `readFile`: open, fstat, read until the size that fstat gave or the end, close. A file that grows meanwhile is cut at the old size.
 * Read synchronously as UTF-8 it is different in Node 20 to 24: no fstat, 8 KiB at a time until the end.
 */
export function* readFile(style: Style, { target, encoding, signal }: ReadFile): Program<Buffer | string> {
  const signalled = 'fd' in target && style !== 'promise' ? false : signal?.aborted;
  if (signalled && signal) throw abortError(signal);
  const contents = (fd: number) => readContent(style, fd, encoding, signal);
  let bytes: Buffer;
  if ('fd' in target) {
    bytes = yield* contents(target.fd);
  } else {
    const fd = yield* open(target.path, target.flags, 0o666);
    bytes = yield* closing(style, fd, contents(fd));
  }
  return encoding === undefined || (encoding === 'buffer' && style !== 'sync')
    ? bytes
    : bytes.toString(encoding as BufferEncoding);
}

function* readContent(style: Style, fd: number, encoding: string | undefined, signal: AbortSignal | undefined): Program<Buffer> {
  if (style === 'sync' && (encoding === 'utf8' || encoding === 'utf-8')) return yield* readToEnd(fd, SYNC_CHUNK_BYTES, undefined);
  const { kind, size } = yield* fstat(fd);
  if (kind !== 'file' || size === 0)
    return yield* readToEnd(fd, style === 'sync' ? SYNC_CHUNK_BYTES : UNKNOWN_SIZE_CHUNK_BYTES, signal);
  if (size > FILE_BYTES_MAX) throw codedError(RangeError, 'ERR_FS_FILE_TOO_LARGE', `File size (${size}) is greater than 2 GiB`);
  // Without an encoding the promise function also reads a file that fits in one chunk at once, which is the same thing.
  const chunk = style === 'sync' ? size : CHUNK_BYTES_MAX;
  return yield* readSized(fd, size, chunk, signal);
}

function* readSized(fd: number, size: number, chunk: number, signal: AbortSignal | undefined): Program<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    if (signal?.aborted) throw abortError(signal);
    const count = yield* read(fd, buffer, length, Math.min(chunk, size - length), null);
    if (count === 0) break;
    length += count;
  }
  return length === size ? buffer : buffer.subarray(0, length);
}

function* readToEnd(fd: number, chunk: number, signal: AbortSignal | undefined): Program<Buffer> {
  const buffers: Buffer[] = [];
  let buffer = Buffer.allocUnsafeSlow(chunk);
  for (;;) {
    if (signal?.aborted) throw abortError(signal);
    const count = yield* read(fd, buffer, 0, chunk, null);
    if (count === 0) break;
    buffers.push(buffer.subarray(0, count));
    buffer = Buffer.allocUnsafeSlow(chunk);
  }
  return buffers.length === 1 && buffers[0] ? buffers[0] : Buffer.concat(buffers);
}
