import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a directory and the missing ones above it. Not `mkdir` with `recursive`: below /proc, where nothing can be made, that one
 * tries for ever (Node 20 to 24).
 *
 * @throws the system's error, such as EACCES, ENOTDIR or ENOENT, of the first directory that cannot be made.
 */
export async function makeDirectory(dir: string): Promise<void> {
  const parent = path.dirname(path.resolve(dir));
  try {
    await mkdir(dir);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await stat(dir)).isDirectory()) return;
    if (codeOf(error) !== 'ENOENT' || (await exists(parent))) throw error;
    await makeDirectory(parent);
    await mkdir(dir);
  }
}

async function exists(dir: string): Promise<boolean> {
  return stat(dir).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
