import type { KernelStat } from '../../kernel.ts';
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
  let bytes: Buffer;
  if ('fd' in target) {
    bytes = yield* readContent(style, target.fd, { encoding, signal, forgetful: style === 'callback' });
  } else {
    const fd = yield* open(target.path, target.flags, 0o666);
    bytes = yield* closing(style, fd, readContent(style, fd, { encoding, signal, forgetful: false }));
  }
  // Node refuses 'buffer' here, with the error that `toString` throws.
  return encoding === undefined ? bytes : bytes.toString(encoding as BufferEncoding);
}

interface Reading {
  encoding: string | undefined;
  signal: AbortSignal | undefined;
  /** Node's callback function, given a descriptor, forgets that reading failed and gives what it had so far. */
  forgetful: boolean;
}

function* readContent(style: Style, fd: number, reading: Reading): Program<Buffer> {
  const { encoding, forgetful } = reading;
  if (style === 'sync' && (encoding === 'utf8' || encoding === 'utf-8')) return yield* readToEnd(fd, SYNC_CHUNK_BYTES, reading);
  if (style === 'promise' && encoding === 'buffer')
    throw codedError(TypeError, 'ERR_UNKNOWN_ENCODING', 'Unknown encoding: buffer');
  let stat: KernelStat;
  try {
    stat = yield* fstat(fd);
  } catch (error) {
    // So much so that it trips over its own buffers, with an error that says nothing of the descriptor.
    if (forgetful) Buffer.concat(null as unknown as Buffer[], 0);
    throw error;
  }
  const { kind, size } = stat;
  if (kind !== 'file' || size === 0)
    return yield* readToEnd(fd, style === 'sync' ? SYNC_CHUNK_BYTES : UNKNOWN_SIZE_CHUNK_BYTES, reading);
  if (size > FILE_BYTES_MAX) throw codedError(RangeError, 'ERR_FS_FILE_TOO_LARGE', `File size (${size}) is greater than 2 GiB`);
  return yield* readSized(fd, size, style === 'sync' ? size : CHUNK_BYTES_MAX, reading);
}

function* readSized(fd: number, size: number, chunk: number, reading: Reading): Program<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    const count = yield* readSome(fd, buffer, length, Math.min(chunk, size - length), reading);
    if (count === 0) break;
    length += count;
  }
  return length === size ? buffer : buffer.subarray(0, length);
}

function* readToEnd(fd: number, chunk: number, reading: Reading): Program<Buffer> {
  const buffers: Buffer[] = [];
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(chunk);
    const count = yield* readSome(fd, buffer, 0, chunk, reading);
    if (count === 0) break;
    buffers.push(buffer.subarray(0, count));
  }
  return buffers.length === 1 && buffers[0] ? buffers[0] : Buffer.concat(buffers);
}

/** 0 at the end, which for a forgetful reading any failure is. */
function* readSome(fd: number, buffer: Buffer, offset: number, length: number, { signal, forgetful }: Reading): Program<number> {
  try {
    if (signal?.aborted) throw abortError(signal);
    return yield* read(fd, buffer, offset, length, null);
  } catch (error) {
    if (forgetful) return 0;
    throw error;
  }
}
