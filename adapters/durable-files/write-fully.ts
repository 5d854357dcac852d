import type { FileHandle } from 'node:fs/promises';

/**
 * Writes all bytes at the handle's offset (at the end, if it was opened for appending). A write may store fewer bytes than it was
 * asked to and raise no error, on a disk that is nearly full (write(2)), so what is left is written again until the disk says why.
 */
export async function writeFully(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, null);
    if (bytesWritten === 0) throw new Error(`wrote ${written} of ${bytes.length} bytes, and no more could be written`);
    written += bytesWritten;
  }
}
