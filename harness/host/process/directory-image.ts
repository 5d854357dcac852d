import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { lutimes, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ImageEntry, Replacement } from '../host.ts';
import { copyDirectory } from './copy-directory.ts';

/** The store's directory below the one that a life runs in; beside it, `tmp` is what `os.tmpdir()` gives. */
const STORE_DIRECTORY = 'data';
/** Another store's, in the same process. */
export const BESIDE_DIRECTORY = path.join('beside', STORE_DIRECTORY);
export const TEMPORARY_DIRECTORY = 'tmp';
/** Another name of the store's, for instances that are told it. */
export const LINK_DIRECTORY = 'link';

/** What was on disk at some moment: a directory kept aside, which nobody changes. Goes away when nobody can ask for it any more. */
export class DirectoryImage {
  readonly path: string;

  constructor(directory: string) {
    this.path = directory;
  }
}

/** Keeps the images of a run below one directory, and the one place where every life runs: paths that a store wrote into its files stay right. */
export class DirectoryImages {
  /** Where lives run. */
  readonly live: string;
  readonly #directory: string;
  readonly #unused = new FinalizationRegistry<string>((directory) => rmSync(directory, { recursive: true, force: true }));
  #count = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.live = path.join(directory, 'live');
  }

  async empty(): Promise<DirectoryImage> {
    const image = this.#next();
    for (const name of [STORE_DIRECTORY, TEMPORARY_DIRECTORY]) await mkdir(path.join(image.path, name), { recursive: true });
    return image;
  }

  /** Puts a copy of the image where lives run, in place of what is there. */
  async restore(image: DirectoryImage): Promise<void> {
    await rm(this.live, { recursive: true, force: true });
    await copyDirectory(image.path, this.live);
  }

  /** Takes away what a life left. */
  async take(): Promise<DirectoryImage> {
    const image = this.#next();
    await rename(this.live, image.path);
    return image;
  }

  /** Takes away another directory, with the same things in it. */
  async adopt(directory: string): Promise<DirectoryImage> {
    const image = this.#next();
    await rename(directory, image.path);
    return image;
  }

  async without(image: DirectoryImage, file: string): Promise<DirectoryImage> {
    const copy = this.#next();
    await copyDirectory(image.path, copy.path);
    await rm(path.join(copy.path, STORE_DIRECTORY, file), { recursive: true, force: true });
    return copy;
  }

  async replaced(image: DirectoryImage, file: string, by: Replacement): Promise<DirectoryImage> {
    const copy = await this.without(image, file);
    const full = path.join(copy.path, STORE_DIRECTORY, file);
    await mkdir(by.kind === 'directory' ? full : path.dirname(full), { recursive: true });
    if (by.kind === 'file') await writeFile(full, by.bytes);
    if (by.kind === 'symlink') await symlink(by.target, full);
    return copy;
  }

  async retimed(image: DirectoryImage, toMs: number): Promise<DirectoryImage> {
    const copy = this.#next();
    await copyDirectory(image.path, copy.path);
    for (const { path: name, kind } of entriesBelow(copy.path)) {
      const change = kind === 'symlink' ? lutimes : utimes;
      await change(path.join(copy.path, name), toMs / 1000, toMs / 1000);
    }
    return copy;
  }

  #next(): DirectoryImage {
    const image = new DirectoryImage(path.join(this.#directory, `image-${++this.#count}`));
    this.#unused.register(image, image.path);
    return image;
  }
}

/** Equal for equal trees of names and contents; times and modes do not count. */
export function hashOf(image: DirectoryImage): string {
  const hash = createHash('sha256');
  for (const { path: name, kind, content, target } of entriesBelow(image.path)) {
    hash.update(JSON.stringify([kind, name, target ?? '', content?.length ?? 0]));
    if (content !== undefined) hash.update(content);
  }
  return hash.digest('hex');
}

/** What is in the store's directory. */
export function entriesOf(image: DirectoryImage): ImageEntry[] {
  return entriesBelow(path.join(image.path, STORE_DIRECTORY));
}

function entriesBelow(root: string, below = ''): ImageEntry[] {
  return readdirSync(path.join(root, below))
    .sort()
    .flatMap((name): ImageEntry[] => {
      const file = path.posix.join(below, name);
      const full = path.join(root, file);
      const stats = lstatSync(full);
      if (stats.isDirectory()) return [{ path: file, kind: 'directory', size: 0 }, ...entriesBelow(root, file)];
      if (stats.isSymbolicLink()) return [{ path: file, kind: 'symlink', size: stats.size, target: readlinkSync(full) }];
      return stats.isFile() ? [{ path: file, kind: 'file', size: stats.size, content: readFileSync(full) }] : [];
    });
}
