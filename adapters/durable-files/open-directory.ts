import { open } from 'node:fs/promises';

/** A directory whose entries can be made durable. */
export interface OpenDirectory {
  /** After this, names that were added, removed or replaced survive power loss (fsync(2): the file's own fsync does not do it). */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opened before the change that it is to make durable, so that running out of descriptors is noticed while nothing has changed yet. */
export async function openDirectory(directory: string): Promise<OpenDirectory> {
  // Windows has no descriptors of directories, and journals its names itself.
  if (process.platform === 'win32') return { sync: async () => {}, close: async () => {} };
  const handle = await open(directory, 'r');
  return {
    sync: () => handle.sync(),
    // Everything that mattered was decided by `sync`.
    close: () => handle.close().catch(() => {}),
  };
}
