import type { FileKind } from './kernel.ts';

/**
 * A micro-operation: the smallest change that a primitive makes to what is stored, at inode level. A primitive that changes nothing
 * stored (open without O_CREAT or O_TRUNC, read, stat) has none. Persistence models decide which of them are on disk after a crash.
 */
export type Effect =
  /** File content in `[offset, offset + bytes.length)`. Does not change the size. */
  | { op: 'data'; ino: number; offset: number; bytes: Uint8Array }
  /** The file's size; growth reads as NULs, shrinking drops the bytes beyond. */
  | { op: 'size'; ino: number; size: number }
  /** A new inode, reachable only once a `dirent` names it. */
  | { op: 'inode'; ino: number; kind: FileKind; mode: number; target?: string }
  /** One atomic change of directory entries: a rename is a single `dirent` of two or more changes. `ino` null removes the name. */
  | { op: 'dirent'; changes: readonly DirentChange[] }
  /** Attributes that are not content: mode, owner, times. */
  | { op: 'attributes'; ino: number; mode?: number; mtimeMs?: number; atimeMs?: number; uid?: number; gid?: number };

export interface DirentChange {
  dir: number;
  name: string;
  ino: number | null;
}
