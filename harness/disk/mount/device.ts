import fs from 'node:fs';
import { Request } from './request.ts';
import { REQUEST_HEADER_BYTES, WRITE_BYTES_MAX } from './wire.ts';

/**
 * Reads requests from the device, one after the other, for as long as `receive` says so or until the file system is unmounted. Blocks its
 * thread meanwhile: that is the quickest way by far to get at them (see `docs/mounted-disk.md`).
 */
export function readRequests(fd: number, receive: (request: Request) => boolean): void {
  const request = new Request(Buffer.alloc(REQUEST_HEADER_BYTES + WRITE_BYTES_MAX + 4096));
  for (;;) {
    const length = readOne(fd, request.bytes);
    if (length === undefined) return;
    if (length === 0) continue;
    request.take(length);
    if (!receive(request)) return;
  }
}

/** A request that its process gave up meanwhile takes no answer. */
export function writeAnswer(fd: number, answer: Uint8Array): void {
  try {
    fs.writeSync(fd, answer);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENODEV')) throw error;
  }
}

/** 0 where there was none after all; `undefined` when there will be none any more. */
function readOne(fd: number, into: Uint8Array): number | undefined {
  try {
    return fs.readSync(fd, into, 0, into.length, null);
  } catch (error) {
    if (hasCode(error, 'ENODEV', 'ECONNABORTED')) return undefined;
    if (hasCode(error, 'EINTR', 'EAGAIN', 'ENOENT')) return 0;
    throw error;
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
