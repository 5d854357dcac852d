import type fs from 'node:fs';

const CHUNK_BYTES = 65_536;
const LOOK_MS = 1;

/** Everything that comes on a descriptor until it ends, as UTF-8. Waits for it, also where somebody has made the descriptor non-blocking. */
export function readToEnd(descriptor: number, readSync: typeof fs.readSync): string {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const bytes = readWaiting(descriptor, chunk, readSync);
    if (bytes === 0) return Buffer.concat(chunks).toString('utf8');
    chunks.push(chunk.subarray(0, bytes));
  }
}

/** The next bytes, and how many they are: at least one, or 0 at the end. */
export function readWaiting(descriptor: number, buffer: Buffer, readSync: typeof fs.readSync): number {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      return readSync(descriptor, buffer, 0, buffer.length, null);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(never, 0, 0, LOOK_MS);
    }
  }
}
