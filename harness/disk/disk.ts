import { Content } from './content.ts';
import type { DirentChange, Effect } from './effect.ts';
import { Inode, NO_ENTRIES } from './inode.ts';
import type { InodeTable } from './inode-table.ts';
import type { FileKind } from './kernel.ts';
import { type DiskSnapshot, restoreInodes, takeSnapshot } from './snapshot.ts';
import { listTree, type TreeEntry } from './tree.ts';
import { hashTree } from './tree-hash.ts';
import type { Watching } from './watching.ts';

export const ROOT_INO = 1;

/**
 * The simulated disk: what is stored, and nothing of who has it open. Inode numbers count up from 1, the root directory, and are
 * not used again.
 *
 * A clone costs a copy of the inode table's pointers; inodes and contents are copied when one of the two disks first changes them.
 *
 * Paths are those of the tree itself, `/data/a.json`, with `/` as root. They are looked up as they are: no symbolic links, no dots.
 */
export class Disk implements InodeTable {
  /** The time that changes get as mtime. Its keeper, the kernel, moves it. Replayed effects get the time at which the disk was cloned. */
  nowMs: number;
  /** Told of changes as they happen. A clone's are its own. */
  watchings: readonly Watching[] = NOBODY;
  /** By inode number. Number 0 is nobody's. */
  readonly #inodes: (Inode | undefined)[];
  #owner = newOwner();

  private constructor(nowMs: number, inodes: (Inode | undefined)[]) {
    this.nowMs = nowMs;
    this.#inodes = inodes;
  }

  /** A root directory of mode 0o755. */
  static empty(nowMs: number): Disk {
    const disk = new Disk(nowMs, [undefined]);
    disk.createInode(ROOT_INO, 'directory', 0o755);
    disk.#own(ROOT_INO, (root) => {
      root.names = 1;
      root.parent = ROOT_INO;
    });
    return disk;
  }

  static fromSnapshot(snapshot: DiskSnapshot): Disk {
    return new Disk(snapshot.nowMs, restoreInodes(snapshot));
  }

  /** Plain data that `structuredClone` and `postMessage` take: everything reachable, with the bytes copied. */
  snapshot(): DiskSnapshot {
    return takeSnapshot(this);
  }

  clone(): Disk {
    this.#owner = newOwner();
    return new Disk(this.nowMs, this.#inodes.slice());
  }

  /** The number that the next new inode should have. */
  get nextIno(): number {
    return this.#inodes.length;
  }

  inode(ino: number): Inode | undefined {
    return this.#inodes[ino];
  }

  /**
   * Replays an effect. Effects whose premises are missing (because a crash lost an earlier one) do what is left of them and never
   * throw: data and attributes of an unknown inode and entries of an unknown directory go nowhere, and so do names of unknown
   * inodes. A directory has one name: giving it another takes the first away.
   */
  apply(effect: Effect): void {
    switch (effect.op) {
      case 'data':
        this.writeData(effect.ino, effect.offset, effect.bytes, 0, effect.bytes.length);
        break;
      case 'size':
        this.setSize(effect.ino, effect.size);
        break;
      case 'inode':
        this.createInode(effect.ino, effect.kind, effect.mode, effect.target);
        break;
      case 'dirent':
        this.changeEntries(effect.changes);
        break;
      case 'attributes':
        this.setAttributes(effect.ino, effect);
        break;
    }
  }

  /** Stores `bytes[start, end)` at `offset`. What lies beyond the file's size shows when the size grows over it. */
  writeData(ino: number, offset: number, bytes: Uint8Array, start: number, end: number): void {
    const file = this.#owned(ino);
    if (file === undefined || file.kind !== 'file') return;
    this.#contentOf(file).write(offset, bytes, start, end);
    file.mtimeMs = this.nowMs;
    file.ctimeMs = this.nowMs;
    for (const watching of this.watchings) watching.changed(ino, 'modified');
  }

  setSize(ino: number, size: number): void {
    const file = this.#owned(ino);
    if (file === undefined || file.kind !== 'file') return;
    this.#contentOf(file).resize(size);
    file.mtimeMs = this.nowMs;
    file.ctimeMs = this.nowMs;
    for (const watching of this.watchings) watching.changed(ino, 'modified');
  }

  /** A file got the size that it had: nothing is stored, but whoever watches it is told. */
  touched(ino: number): void {
    for (const watching of this.watchings) watching.changed(ino, 'modified');
  }

  /** An inode without a name. One that exists already stays. */
  createInode(ino: number, kind: FileKind, mode: number, target = ''): void {
    if (this.#inodes[ino] !== undefined) return;
    while (this.#inodes.length < ino) this.#inodes.push(undefined);
    const entries = kind === 'directory' ? new Map<string, number>() : NO_ENTRIES;
    this.#inodes[ino] = new Inode({ owner: this.#owner, ino, kind, mode, target, nowMs: this.nowMs, entries });
  }

  changeEntries(changes: readonly DirentChange[]): void {
    for (const watching of this.watchings) watching.namesChange(changes);
    // Removals first: an inode that a rename moves has one name at a time.
    for (const change of changes) if (change.ino === null) this.#removeEntry(change.dir, change.name);
    for (const change of changes) if (change.ino !== null) this.#setEntry(change.dir, change.name, change.ino);
  }

  setAttributes(ino: number, attributes: Attributes): void {
    this.#own(ino, (inode) => {
      inode.mode = attributes.mode ?? inode.mode;
      inode.uid = attributes.uid ?? inode.uid;
      inode.gid = attributes.gid ?? inode.gid;
      inode.atimeMs = attributes.atimeMs ?? inode.atimeMs;
      inode.mtimeMs = attributes.mtimeMs ?? inode.mtimeMs;
      inode.ctimeMs = this.nowMs;
    });
    for (const watching of this.watchings) watching.changed(ino, 'attributes');
  }

  /** Forgets an inode. For the kernel, once it has neither name nor descriptor; replays keep them, as a later effect may name them again. */
  free(ino: number): void {
    for (const watching of this.watchings) watching.gone(ino);
    this.#inodes[ino] = undefined;
  }

  /** The inode's number, 0 if there is no such path. */
  find(path: string): number {
    let ino = ROOT_INO;
    for (const name of path.split('/')) {
      if (name !== '') ino = this.#inodes[ino]?.entries.get(name) ?? 0;
    }
    return ino;
  }

  has(path: string): boolean {
    return this.find(path) !== 0;
  }

  /** A file's bytes, as a view that is valid until the next change; `undefined` if the path is not that of a file. */
  readFile(path: string): Uint8Array | undefined {
    const file = this.#inodes[this.find(path)];
    if (file === undefined || file.kind !== 'file') return undefined;
    return file.content === undefined ? new Uint8Array(0) : file.content.view();
  }

  /** Removes a path with everything below it; the root loses its entries. A path that is missing is no error. */
  remove(path: string): void {
    const inode = this.#inodes[this.find(path)];
    if (inode === undefined) return;
    if (inode.ino === ROOT_INO) {
      for (const name of [...inode.entries.keys()]) this.remove(`/${name}`);
      return;
    }
    const at = path.replace(/\/+$/, '');
    const slash = at.lastIndexOf('/');
    this.#removeEntry(this.find(at.slice(0, slash + 1)), at.slice(slash + 1));
  }

  /** Everything but the root, sorted by path. */
  entries(): TreeEntry[] {
    return listTree(this);
  }

  /** Of every path's name, kind, mode, bytes and link target; not of times, owners, inode numbers or of which names are hard links. */
  hash(): string {
    return hashTree(this);
  }

  #removeEntry(dir: number, name: string): void {
    const directory = this.#owned(dir);
    const ino = directory?.entries.get(name);
    if (directory === undefined || ino === undefined) return;
    directory.entries.delete(name);
    this.#touch(directory);
    this.#loseName(directory, ino);
  }

  #setEntry(dir: number, name: string, ino: number): void {
    const old = this.#inodes[dir]?.entries.get(name);
    if (old === ino || this.#inodes[dir]?.kind !== 'directory') return;
    const inode = this.#owned(ino);
    if (inode === undefined) return;
    if (inode.kind === 'directory' && inode.names > 0) this.#removeEntry(inode.parent, inode.nameInParent);
    const directory = this.#owned(dir);
    if (directory === undefined) return;
    directory.entries.set(name, ino);
    this.#touch(directory);
    if (old !== undefined) this.#loseName(directory, old);
    inode.names++;
    inode.ctimeMs = this.nowMs;
    if (inode.kind !== 'directory') return;
    directory.subdirectories++;
    inode.parent = dir;
    inode.nameInParent = name;
  }

  #loseName(directory: Inode, ino: number): void {
    const inode = this.#owned(ino);
    if (inode === undefined) return;
    inode.names--;
    inode.ctimeMs = this.nowMs;
    if (inode.kind === 'directory') directory.subdirectories--;
  }

  #touch(directory: Inode): void {
    directory.mtimeMs = this.nowMs;
    directory.ctimeMs = this.nowMs;
  }

  #own(ino: number, change: (inode: Inode) => void): void {
    const inode = this.#owned(ino);
    if (inode !== undefined) change(inode);
  }

  /** The inode, to be changed. */
  #owned(ino: number): Inode | undefined {
    const inode = this.#inodes[ino];
    if (inode === undefined) return undefined;
    if (inode.owner === this.#owner) {
      inode.hashedName = '';
      return inode;
    }
    const copy = inode.copy(this.#owner);
    this.#inodes[ino] = copy;
    return copy;
  }

  #contentOf(file: Inode): Content {
    const { content } = file;
    if (content !== undefined && content.owner === this.#owner) return content;
    const own = content === undefined ? new Content(this.#owner) : content.share(this.#owner);
    file.content = own;
    return own;
  }
}

export interface Attributes {
  mode?: number;
  uid?: number;
  gid?: number;
  /** Milliseconds since the epoch. */
  atimeMs?: number;
  mtimeMs?: number;
}

const NOBODY: readonly Watching[] = [];

let owners = 0;

function newOwner(): number {
  return ++owners;
}
