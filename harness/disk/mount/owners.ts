import type { DiskSnapshot } from '../snapshot.ts';

/** User and group. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Root of a user namespace, who is the user who made it outside. */
export const MAPPED_ROOT: Owner = { uid: 0, gid: 0 };

/** Who we are here. */
export function ourselves(): Owner {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

/** The same disk with what belongs to one user given to another, as the same user is known by another number in a user namespace. */
export function renumberOwner(snapshot: DiskSnapshot, from: Owner, to: Owner): DiskSnapshot {
  return {
    ...snapshot,
    inodes: snapshot.inodes.map((inode) => ({
      ...inode,
      uid: inode.uid === from.uid ? to.uid : inode.uid,
      gid: inode.gid === from.gid ? to.gid : inode.gid,
    })),
  };
}
