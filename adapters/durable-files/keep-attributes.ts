import type { FileHandle } from 'node:fs/promises';
import { lstat } from 'node:fs/promises';

/** Who may read a file, and whose it is. */
export interface FileAttributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const PERMISSIONS = 0o777;

/** Of a file; `undefined` if there is none. */
export async function attributesOf(file: string): Promise<FileAttributes | undefined> {
  try {
    const { mode, uid, gid } = await lstat(file);
    return { mode: mode & PERMISSIONS, uid, gid };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Gives a new file, in which nothing is yet, the owner and the mode of the one that it replaces, as far as the process may: who may not give files away
 * keeps them. It was made with no more than this mode, so that nobody could open it who may not read it.
 */
export async function giveAttributes(handle: FileHandle, { mode, uid, gid }: FileAttributes): Promise<void> {
  const made = await handle.stat();
  if (made.uid !== uid || made.gid !== gid) await handle.chown(uid, gid).catch(() => {});
  if ((made.mode & PERMISSIONS) !== mode) await handle.chmod(mode).catch(() => {});
}
