import { type Conditions, USUAL_UMASK } from './conditions.ts';
import { Descriptor, uniqueDescriptor } from './descriptor.ts';
import { type Attributes, type Disk, ROOT_INO } from './disk.ts';
import type { DirentChange, Effect } from './effect.ts';
import type { Inode } from './inode.ts';
import { Errno, type FileKind } from './kernel.ts';
import type { OpenInodes } from './open-inodes.ts';
import { PathWalk } from './path-walk.ts';
import { Permission } from './permission.ts';

/**
 * A disk in use: mounted at a root path, with open descriptors. All changes of the disk go through here, so that each is applied
 * by the same code that replays it, and is noted as an effect if anyone wants to know.
 */
export class Mount {
  readonly disk: Disk;
  readonly root: string;
  readonly walk: PathWalk;
  umask: number;
  readonly permission: Permission;
  /** What the call in progress changed, if it is being recorded. */
  effects: Effect[] | undefined = undefined;
  /** The inode that the call in progress is about; 0 if it did not get that far. */
  subject = 0;
  /** File offset and length in bytes of the call in progress, -1 if it has none. */
  offset = -1;
  length = -1;
  /** Whether the call in progress returns only when what it wrote is on disk. */
  synchronous = false;
  readonly #descriptors = new Map<number, Descriptor>();
  readonly #openInodes: OpenInodes;
  readonly #conditions: Conditions;
  readonly #nowMs: () => number;
  readonly #nextDescriptor: () => number;

  constructor({
    disk,
    root,
    conditions = {},
    openInodes,
    nowMs,
    nextDescriptor = uniqueDescriptor,
  }: {
    disk: Disk;
    root: string;
    conditions?: Conditions | undefined;
    openInodes: OpenInodes;
    nowMs: () => number;
    nextDescriptor?: (() => number) | undefined;
  }) {
    this.disk = disk;
    this.root = root;
    this.permission = new Permission(conditions);
    this.walk = new PathWalk(disk, root, { permission: this.permission, folds: conditions.foldsNames === true });
    this.#conditions = conditions;
    this.umask = conditions.umask ?? USUAL_UMASK;
    this.#openInodes = openInodes;
    this.#nowMs = nowMs;
    this.#nextDescriptor = nextDescriptor;
  }

  /** A call begins that is recorded: nothing is known of it yet. Returns where its effects will be. */
  beginCall(): readonly Effect[] {
    const effects: Effect[] = [];
    this.effects = effects;
    this.subject = 0;
    this.offset = -1;
    this.length = -1;
    this.synchronous = false;
    return effects;
  }

  /** @throws Errno EBADF */
  descriptor(fd: number): Descriptor {
    const descriptor = this.#descriptors.get(fd);
    if (descriptor === undefined) throw new Errno('EBADF');
    this.subject = descriptor.ino;
    return descriptor;
  }

  pathOfDescriptor(fd: number): string | undefined {
    return this.#descriptors.get(fd)?.path;
  }

  descriptors(): Iterable<Descriptor> {
    return this.#descriptors.values();
  }

  addDescriptor(fields: Omit<ConstructorParameters<typeof Descriptor>[0], 'fd'>): number {
    const descriptor = new Descriptor({ ...fields, fd: this.#nextDescriptor() });
    this.#descriptors.set(descriptor.fd, descriptor);
    this.#openInodes.opened(descriptor.ino);
    return descriptor.fd;
  }

  closeDescriptor(fd: number): void {
    const { ino } = this.descriptor(fd);
    this.#descriptors.delete(fd);
    this.#openInodes.closed(ino);
    this.#freeUnused(ino);
  }

  /** The inode behind an open descriptor or a number just looked up. */
  inode(ino: number): Inode {
    const inode = this.disk.inode(ino);
    if (inode === undefined) throw new Error(`inode ${ino} was freed while in use`);
    return inode;
  }

  writeData(ino: number, offset: number, bytes: Uint8Array, start: number, end: number): void {
    this.effects?.push({ op: 'data', ino, offset, bytes: new Uint8Array(bytes.subarray(start, end)) });
    this.disk.nowMs = this.#nowMs();
    this.disk.writeData(ino, offset, bytes, start, end);
  }

  setSize(ino: number, size: number): void {
    this.effects?.push({ op: 'size', ino, size });
    this.disk.nowMs = this.#nowMs();
    this.disk.setSize(ino, size);
  }

  /** A new inode under a name. Its group is the directory's if that is set-group-id, inode(7). Returns its number. */
  create(dir: number, name: string, kind: FileKind, mode: number, target?: string): number {
    const ino = this.disk.nextIno;
    this.effects?.push({ op: 'inode', ino, kind, mode, ...(target === undefined ? {} : { target }) });
    this.disk.nowMs = this.#nowMs();
    this.disk.createInode(ino, kind, mode, target);
    this.#giveOwner(ino, this.inode(dir));
    this.changeEntries([{ dir, name, ino }]);
    this.subject = ino;
    return ino;
  }

  /** Who makes it owns it. */
  #giveOwner(ino: number, parent: Inode): void {
    const inode = this.inode(ino);
    const { uid = inode.uid, gid: own = inode.gid } = this.#conditions.user ?? {};
    const gid = parent.mode & SET_GROUP_ID ? parent.gid : own;
    const owner = { ...(uid === inode.uid ? {} : { uid }), ...(gid === inode.gid ? {} : { gid }) };
    if (Object.keys(owner).length > 0) this.setAttributes(ino, owner);
  }

  changeEntries(changes: readonly DirentChange[]): void {
    this.effects?.push({ op: 'dirent', changes });
    this.disk.nowMs = this.#nowMs();
    this.disk.changeEntries(changes);
  }

  setAttributes(ino: number, attributes: Attributes): void {
    this.effects?.push({ op: 'attributes', ino, ...attributes });
    this.disk.nowMs = this.#nowMs();
    this.disk.setAttributes(ino, attributes);
  }

  /** Whether two directories are on different file systems. */
  areApart(one: number, other: number): boolean {
    const { apart } = this.#conditions;
    return apart !== undefined && one !== other && this.#fileSystemOf(one, apart) !== this.#fileSystemOf(other, apart);
  }

  /** By the name of its root; the one on which all others are has none. */
  #fileSystemOf(dir: number, apart: readonly string[]): string {
    let at = this.inode(dir);
    while (at.parent !== ROOT_INO && at.ino !== ROOT_INO) at = this.inode(at.parent);
    return apart.includes(at.nameInParent) ? at.nameInParent : '';
  }

  /** To be called for an inode that has just lost a name. */
  lostName(ino: number): void {
    this.#freeUnused(ino);
  }

  #freeUnused(ino: number): void {
    if (ino === ROOT_INO || this.disk.inode(ino)?.names !== 0) return;
    if (!this.#openInodes.has(ino)) this.disk.free(ino);
  }
}

const SET_GROUP_ID = 0o2000;
