import { constants, type Stats } from 'node:fs';
import { copyFile, link, lstat, mkdir, readdir, readlink, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';

/**
 * Copies a directory to a path that is free, with what a store may look at: contents, modes, times, symbolic links as they are, hard
 * links among its files.
 */
export async function copyDirectory(from: string, to: string): Promise<void> {
  await copy(from, to, await lstat(from), new Map());
}

async function copy(from: string, to: string, stats: Stats, copied: Map<number, string>): Promise<void> {
  if (stats.isSymbolicLink()) return symlink(await readlink(from), to);
  if (stats.isDirectory()) {
    await mkdir(to, { mode: stats.mode });
    for (const name of await readdir(from)) {
      const source = path.join(from, name);
      await copy(source, path.join(to, name), await lstat(source), copied);
    }
  } else {
    const twin = copied.get(stats.ino);
    if (twin !== undefined) return link(twin, to);
    // Sockets and FIFOs belong to a process that is dead.
    if (!stats.isFile()) return;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    if (stats.nlink > 1) copied.set(stats.ino, to);
  }
  await utimes(to, stats.atime, stats.mtime);
}
