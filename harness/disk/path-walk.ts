import { type Disk, ROOT_INO } from './disk.ts';
import type { Inode } from './inode.ts';
import { Errno } from './kernel.ts';
import { MAY_SEARCH, type Permission } from './permission.ts';

/** Path resolution as path_resolution(7) describes it and Linux does it, on a disk mounted at a root path of one component. */
export class PathWalk {
  readonly #disk: Disk;
  /** `/cw-0000012` */
  readonly #root: string;
  readonly #rootName: string;
  readonly #permission: Permission;
  readonly #folds: boolean;
  /** Symbolic links followed by the resolution in progress. */
  #links = 0;

  /** The results of the latest `toParent` or `toInode`. */

  /** The directory that holds the last component. */
  dir = ROOT_INO;
  /** The last component, if `last` is `name`. */
  name = '';
  last: LastComponent = 'root';
  /** Whether slashes follow the last component: it has to be a directory then. */
  slash = false;

  constructor(disk: Disk, root: string, { permission, folds }: WalkRules) {
    this.#disk = disk;
    this.#root = root;
    this.#rootName = root.slice(1);
    this.#permission = permission;
    this.#folds = folds;
  }

  /**
   * Resolves all but the last component.
   *
   * @param bytesMax how long the path may be
   * @throws Errno ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG
   */
  toParent(path: string, bytesMax = PATH_BYTES_MAX): void {
    this.#links = 0;
    if (path.length * 3 > bytesMax && Buffer.byteLength(path) > bytesMax) throw new Errno('ENAMETOOLONG');
    const root = this.#root;
    if (path.startsWith(root) && (path.length === root.length || path.charCodeAt(root.length) === SLASH)) {
      this.#walk(ROOT_INO, path, root.length);
    } else {
      this.#walk(OUTSIDE, path, 0);
    }
  }

  /**
   * Resolves the whole path; a symbolic link at its end too if `follow` or if slashes come after it.
   *
   * @throws Errno ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG
   */
  toInode(path: string, follow: boolean, bytesMax = PATH_BYTES_MAX): Inode {
    this.toParent(path, bytesMax);
    return this.#finish(follow);
  }

  /** The last component as it is, or `undefined` where there is none of that name. Follows no link. @throws Errno ENAMETOOLONG */
  lookup(): Inode | undefined {
    switch (this.last) {
      case 'name':
        return this.entry(this.dir, this.name);
      case 'dotdot':
        this.#search(this.dir);
        return this.#disk.inode(this.#parentOf(this.dir));
      case 'dot':
        return this.#disk.inode(this.dir);
      case 'root':
        return this.#disk.inode(ROOT_INO);
    }
  }

  /**
   * Goes on from a symbolic link that was found as the last component: resolves its target up to its last component.
   *
   * @throws Errno ENOENT, ENOTDIR, ELOOP
   */
  follow(link: Inode): void {
    if (++this.#links > LINKS_MAX) throw new Errno('ELOOP');
    if (link.target.charCodeAt(0) === SLASH) this.#walk(OUTSIDE, link.target, 0);
    else this.#walk(this.dir, link.target, 0);
  }

  /** The canonical path, below the root, of the directory with that number. */
  pathOf(dir: number): string {
    let path = '';
    for (let at = this.#disk.inode(dir); at !== undefined && at.ino !== ROOT_INO; at = this.#disk.inode(at.parent)) {
      path = `/${at.nameInParent}${path}`;
    }
    return this.#root + path;
  }

  #finish(follow: boolean): Inode {
    let mustBeDirectory = false;
    for (;;) {
      const inode = this.lookup();
      if (inode === undefined) throw new Errno('ENOENT');
      mustBeDirectory ||= this.slash;
      if (inode.kind !== 'symlink') {
        if (mustBeDirectory && inode.kind !== 'directory') throw new Errno('ENOTDIR');
        return inode;
      }
      if (!follow && !mustBeDirectory) return inode;
      this.follow(inode);
    }
  }

  /** From directory `start`, through `path` from character `position` on, up to the last component. */
  #walk(start: number, path: string, position: number): void {
    let dir = start;
    let last: LastComponent = 'root';
    let name = '';
    let from = position;
    const { length } = path;
    for (;;) {
      while (from < length && path.charCodeAt(from) === SLASH) from++;
      if (from === length) break;
      // There is a further component, so what came before it was not the last one.
      if (last === 'name') dir = this.#enter(dir, name);
      else if (last === 'dotdot') {
        this.#search(dir);
        dir = this.#parentOf(dir);
      }
      const slash = path.indexOf('/', from);
      const to = slash === -1 ? length : slash;
      name = path.slice(from, to);
      last = name === '.' ? 'dot' : name === '..' ? 'dotdot' : 'name';
      from = to;
    }
    if (dir === OUTSIDE) {
      if (last !== 'name' || name !== this.#rootName) throw new Errno('ENOENT');
      dir = ROOT_INO;
      last = 'root';
    }
    this.dir = dir;
    this.name = last === 'name' ? this.#spelled(dir, name) : name;
    this.last = last;
    this.slash = length > position && path.charCodeAt(length - 1) === SLASH;
  }

  /** The directory that `name` is, or leads to. */
  #enter(dir: number, name: string): number {
    if (dir === OUTSIDE) {
      if (name === this.#rootName) return ROOT_INO;
      throw new Errno('ENOENT');
    }
    let inode = this.entry(dir, this.#spelled(dir, name));
    if (inode === undefined) throw new Errno('ENOENT');
    if (inode.kind === 'symlink') {
      this.dir = dir;
      this.follow(inode);
      inode = this.#finish(true);
    }
    if (inode.kind !== 'directory') throw new Errno('ENOTDIR');
    return inode.ino;
  }

  /** What a directory has under a name. @throws Errno ENAMETOOLONG, EACCES */
  entry(dir: number, name: string): Inode | undefined {
    this.#search(dir);
    if (name.length * 3 > NAME_BYTES_MAX && Buffer.byteLength(name) > NAME_BYTES_MAX) throw new Errno('ENAMETOOLONG');
    return this.#disk.inode(this.#disk.inode(dir)?.entries.get(name) ?? 0);
  }

  #search(dir: number): void {
    if (!this.#permission.restricts) return;
    const directory = this.#disk.inode(dir);
    if (directory !== undefined) this.#permission.access(directory, MAY_SEARCH);
  }

  /** The name as the directory has it, where that is one that folds to the same. */
  #spelled(dir: number, name: string): string {
    if (!this.#folds) return name;
    const entries = this.#disk.inode(dir)?.entries;
    if (entries === undefined || entries.has(name)) return name;
    const folded = fold(name);
    return [...entries.keys()].find((one) => fold(one) === folded) ?? name;
  }

  #parentOf(dir: number): number {
    if (dir === ROOT_INO || dir === OUTSIDE) return OUTSIDE;
    return this.#disk.inode(dir)?.parent ?? OUTSIDE;
  }
}

export interface WalkRules {
  readonly permission: Permission;
  /** Names that differ only in case, or in how Unicode composes them, are one name. */
  readonly folds: boolean;
}

function fold(name: string): string {
  return name.normalize('NFD').toLowerCase();
}

/** What the last component is: `root` stands for the mount's root itself. */
export type LastComponent = 'name' | 'dot' | 'dotdot' | 'root';

/** The directory above the mount's root. It holds nothing else. Never an inode's number. */
const OUTSIDE = 0;

const SLASH = 47;
const LINKS_MAX = 40;
const NAME_BYTES_MAX = 255;
const PATH_BYTES_MAX = 4095;
