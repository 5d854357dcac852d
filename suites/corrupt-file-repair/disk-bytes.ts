import { asBuffer } from '../../harness/corruption/lines.ts';
import type { ImageEntry } from '../../harness/host/host.ts';

/** The contents of the files among the entries. Copied: entries are views of a disk. */
export function bytesOf(entries: readonly ImageEntry[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const { path, kind, content } of entries) {
    if (kind === 'file' && content !== undefined) files.set(path, Buffer.from(asBuffer(content)));
  }
  return files;
}

/** Traces name paths from the life's root. */
export function belowStore(path: string): string {
  return path.replace(/^\/data\//, '');
}
