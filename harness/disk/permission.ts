import type { Conditions, User } from './conditions.ts';
import type { Inode } from './inode.ts';
import { Errno } from './kernel.ts';

export const MAY_READ = 4;
export const MAY_WRITE = 2;
export const MAY_SEARCH = 1;
const STICKY = 0o1000;

/** What mode bits stop a process from, as path_resolution(7) says: nothing, where it is root. It is in no group but its own. */
export class Permission {
  /** Absent where it is root. */
  readonly #user: User | undefined;

  constructor({ user }: Conditions) {
    this.#user = user === undefined || user.uid === 0 ? undefined : user;
  }

  /** Whether anything is ever refused. */
  get restricts(): boolean {
    return this.#user !== undefined;
  }

  /** @throws Errno EACCES */
  access(inode: Inode, bits: number): void {
    const user = this.#user;
    if (user === undefined) return;
    const shift = inode.uid === user.uid ? 6 : inode.gid === user.gid ? 3 : 0;
    if (((inode.mode >> shift) & bits) !== bits) throw new Errno('EACCES');
  }

  /** Names are made in that directory. @throws Errno EACCES */
  creation(directory: Inode): void {
    this.access(directory, MAY_WRITE | MAY_SEARCH);
  }

  /** What has a name in that directory loses it. @throws Errno EACCES, EPERM where the directory is sticky and neither is one's own */
  removal(directory: Inode, inode: Inode): void {
    this.access(directory, MAY_WRITE | MAY_SEARCH);
    if (directory.mode & STICKY && !this.#owns(inode) && !this.#owns(directory)) throw new Errno('EPERM');
  }

  /** Modes and times are the owner's to change. @throws Errno EPERM */
  ownership(inode: Inode): void {
    if (!this.#owns(inode)) throw new Errno('EPERM');
  }

  /** Only root gives files away; an owner may name the owner and the group that he has. @throws Errno EPERM */
  giving(inode: Inode, { uid, gid }: { readonly uid?: number | undefined; readonly gid?: number | undefined }): void {
    const user = this.#user;
    if (user === undefined || (uid === undefined && gid === undefined)) return;
    if (!this.#owns(inode) || (uid ?? user.uid) !== user.uid || (gid ?? user.gid) !== user.gid) throw new Errno('EPERM');
  }

  #owns(inode: Inode): boolean {
    return this.#user === undefined || inode.uid === this.#user.uid;
  }
}
