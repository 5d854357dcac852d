import { constants, type Stats } from 'node:fs';
import path from 'node:path';
import type { RealFs } from '../../disk/real-kernel.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_TRUNC } = constants;

/**
 * Says beforehand whether a call is going to succeed and change what is stored, as the simulated disk counts changes. Permissions are
 * not looked at. Where it is wrong about a call that then fails, a process dies a little earlier than it might have, at the same disk.
 */
export class ForeseenChange {
  readonly #fs: RealFs;

  constructor(realFs: RealFs) {
    this.#fs = realFs;
  }

  open(file: string, flags: number): 'creates' | 'empties' | undefined {
    if ((flags & (O_CREAT | O_TRUNC)) === 0) return undefined;
    const found = this.#stat(file);
    if (found !== undefined) {
      const refused =
        !found.isFile() || (flags & O_CREAT && flags & O_EXCL) || (flags & O_NOFOLLOW && this.#lstat(file)?.isSymbolicLink());
      return !refused && flags & O_TRUNC && found.size > 0 ? 'empties' : undefined;
    }
    if ((flags & O_CREAT) === 0 || file.endsWith('/')) return undefined;
    const isLink = this.#lstat(file) !== undefined;
    if (isLink && flags & (O_EXCL | O_NOFOLLOW)) return undefined;
    return isLink || this.#hasParent(file) ? 'creates' : undefined;
  }

  ftruncate(fd: number, length: number): boolean {
    return length >= 0 && this.#fs.fstatSync(fd).size !== length;
  }

  /** mkdir, symlink. */
  newName(file: string): boolean {
    return this.#lstat(file) === undefined && this.#hasParent(file);
  }

  link(existing: string, file: string): boolean {
    const source = this.#lstat(existing);
    return source !== undefined && !source.isDirectory() && this.newName(file);
  }

  unlink(file: string): boolean {
    return this.#lstat(file)?.isDirectory() === false;
  }

  rmdir(directory: string): boolean {
    return this.#isEmptyDirectory(directory);
  }

  rename(from: string, to: string): boolean {
    const source = this.#lstat(from);
    const replaced = this.#lstat(to);
    if (source === undefined) return false;
    if (source.isDirectory() && `${path.resolve(to)}/`.startsWith(`${path.resolve(from)}/`)) return false;
    if (replaced === undefined) return this.#hasParent(to);
    // Two names of one file: POSIX leaves both.
    if (replaced.ino === source.ino && replaced.dev === source.dev) return false;
    return source.isDirectory() ? this.#isEmptyDirectory(to) : !replaced.isDirectory();
  }

  #isEmptyDirectory(directory: string): boolean {
    if (this.#lstat(directory)?.isDirectory() !== true) return false;
    try {
      return this.#fs.readdirSync(directory).length === 0;
    } catch {
      return false;
    }
  }

  #hasParent(file: string): boolean {
    return this.#stat(path.dirname(file))?.isDirectory() === true;
  }

  #stat(file: string): Stats | undefined {
    return existing(() => this.#fs.statSync(file));
  }

  #lstat(file: string): Stats | undefined {
    return existing(() => this.#fs.lstatSync(file));
  }
}

function existing(look: () => Stats): Stats | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
