import { open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { attributesOf, type FileAttributes, giveAttributes } from './keep-attributes.ts';
import { openDirectory } from './open-directory.ts';
import { temporaryPath } from './temporary-file.ts';
import { writeFully } from './write-fully.ts';

/**
 * Gives `file` new content, durably: whoever reads it, and whatever crashes, finds the old content or the new one, whole.
 * When it resolves the new one survives power loss; when it rejects the old one is in place. Mode and owner stay as they were.
 *
 * @param previous the old content, to go back to; `undefined` if the file does not exist yet.
 * @param like the file whose mode and owner it has, if it is there.
 */
export async function replaceFile(
  file: string,
  bytes: Uint8Array,
  previous: Uint8Array | undefined,
  like: string | undefined = previous === undefined ? undefined : file,
): Promise<void> {
  const attributes = like === undefined ? undefined : await attributesOf(like);
  const directory = await openDirectory(path.dirname(file));
  try {
    await moveIntoPlace(file, bytes, attributes);
    try {
      await directory.sync();
    } catch (error) {
      // The rename is visible but may not last. A caller who is told that it failed must not find it done.
      await (previous === undefined ? unlink(file) : moveIntoPlace(file, previous, attributes)).catch(() => {});
      throw error;
    }
  } finally {
    await directory.close();
  }
}

/**
 * Removes `file` durably; `false` if it was not there. The name goes away in one step that can be taken back: when this
 * rejects, the file is in place.
 */
export async function removeFile(file: string): Promise<boolean> {
  const directory = await openDirectory(path.dirname(file));
  const aside = temporaryPath(path.dirname(file));
  try {
    await rename(file, aside);
    await directory.sync().catch(async (error: unknown) => {
      await rename(aside, file).catch(() => {});
      throw error;
    });
    // Should this fail, the next sweep does it.
    await unlink(aside).catch(() => {});
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    // Whoever removed it may have died before that was durable.
    await directory.sync();
    return false;
  } finally {
    await directory.close();
  }
}

async function moveIntoPlace(file: string, bytes: Uint8Array, attributes: FileAttributes | undefined): Promise<void> {
  const temporary = temporaryPath(path.dirname(file));
  try {
    await writeDurably(temporary, bytes, attributes);
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** The content must be on disk before a name leads to it, or power loss leaves the name with an empty file behind it. */
async function writeDurably(file: string, bytes: Uint8Array, attributes: FileAttributes | undefined): Promise<void> {
  const handle = await open(file, 'wx', attributes?.mode);
  try {
    if (attributes !== undefined) await giveAttributes(handle, attributes);
    await writeFully(handle, bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
