import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** In memory: a server's fsync costs nothing there, and what it does is the same. */
const IN_MEMORY = '/dev/shm';
const NEEDED_BYTES = 1_000_000_000;

/** A new directory for what a server of ours stores, in memory where there is room. */
export function serverDirectory(): string {
  return mkdtempSync(path.join(hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'crashworthy-server-'));
}

function hasRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize > NEEDED_BYTES;
  } catch {
    return false;
  }
}
