import type { Content } from './content.ts';
import type { FileKind } from './kernel.ts';

/** What a disk stores about one file, directory or symbolic link. Only `Disk` changes it. */
export class Inode {
  /** Which disk may change this object; any other makes a copy first. */
  readonly owner: number;
  readonly ino: number;
  readonly kind: FileKind;
  /** Permission bits, including set-id and sticky. */
  mode: number;
  uid = OWN_UID;
  gid = OWN_GID;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
  /** How many directory entries name it. */
  names = 0;
  /** Of a symbolic link, as it was given. */
  readonly target: string;
  /** Of a file; `undefined` while nothing was ever written. */
  content: Content | undefined = undefined;
  /** Of a directory: name to inode number. */
  readonly entries: Map<string, number>;
  /** Of a directory: how many of its entries are directories. */
  subdirectories = 0;
  /** Of a directory: the directory that names it, and as what. */
  parent = 0;
  nameInParent = '';
  /** A cache of the tree hash, of anything but a directory: the name for which it was computed and the two lanes. Emptied by changes. */
  hashedName = '';
  hashA = 0;
  hashB = 0;

  constructor({ owner, ino, kind, mode, target, nowMs, entries }: InodeFields) {
    this.owner = owner;
    this.ino = ino;
    this.kind = kind;
    this.mode = mode;
    this.target = target;
    this.atimeMs = nowMs;
    this.mtimeMs = nowMs;
    this.ctimeMs = nowMs;
    this.birthtimeMs = nowMs;
    this.entries = entries;
  }

  /** A copy that `owner` may change. The content is shared. */
  copy(owner: number): Inode {
    const { ino, kind, mode, target, birthtimeMs } = this;
    const entries = kind === 'directory' ? new Map(this.entries) : this.entries;
    const copy = new Inode({ owner, ino, kind, mode, target, nowMs: birthtimeMs, entries });
    copy.uid = this.uid;
    copy.gid = this.gid;
    copy.atimeMs = this.atimeMs;
    copy.mtimeMs = this.mtimeMs;
    copy.ctimeMs = this.ctimeMs;
    copy.names = this.names;
    copy.content = this.content;
    copy.subdirectories = this.subdirectories;
    copy.parent = this.parent;
    copy.nameInParent = this.nameInParent;
    return copy;
  }

  get size(): number {
    if (this.kind === 'file') return this.content === undefined ? 0 : this.content.size;
    return this.kind === 'directory' ? DIRECTORY_BYTES : Buffer.byteLength(this.target);
  }

  /** As stat(2) counts: a directory has its name, its `.` and the `..` of each subdirectory; 0 once removed. */
  get nlink(): number {
    if (this.kind !== 'directory') return this.names;
    return this.names === 0 ? 0 : 2 + this.subdirectories;
  }
}

export interface InodeFields {
  owner: number;
  ino: number;
  kind: FileKind;
  mode: number;
  target: string;
  nowMs: number;
  entries: Map<string, number>;
}

/** The `entries` of what is no directory. */
export const NO_ENTRIES: Map<string, number> = new Map();

/** The size that stat shows for a directory. */
const DIRECTORY_BYTES = 4096;

const OWN_UID = process.getuid?.() ?? 0;
const OWN_GID = process.getgid?.() ?? 0;
