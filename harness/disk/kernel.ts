import type { Notices } from './notices.ts';

/**
 * The boundary between the `fs` facade and what is below it: file-system primitives as a POSIX kernel offers them,
 * synchronous, with `Errno` thrown for errors. Two implementations: `SimulatedKernel` over the simulated disk, and
 * `RealKernel` over the real `node:fs` primitives captured before the facade was installed.
 *
 * Paths are absolute and as the caller spelled them: `.`, `..`, doubled and trailing slashes and symbolic links are the kernel's to
 * resolve, since `a/../b` and `b` differ where `a` is a link or missing. A path is a string; the facade has already turned Buffers
 * and URLs into strings.
 */
export interface Kernel {
  /** `flags` are the numeric `O_*` constants of `node:fs`. */
  open(path: string, flags: number, mode: number): number;
  close(fd: number): void;
  /** `position` null: at the descriptor's offset, which advances. Returns the bytes read, 0 at the end. */
  read(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | bigint | null): number;
  write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number;
  readv(fd: number, buffers: readonly Uint8Array[], position: number | null): number;
  writev(fd: number, buffers: readonly Uint8Array[], position: number | null): number;
  ftruncate(fd: number, length: number): void;
  fsync(fd: number): void;
  fdatasync(fd: number): void;
  fstat(fd: number): KernelStat;
  stat(path: string): KernelStat;
  lstat(path: string): KernelStat;
  access(path: string, mode: number): void;
  readdir(path: string): DirectoryEntry[];
  mkdir(path: string, mode: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  rename(from: string, to: string): void;
  link(existing: string, path: string): void;
  symlink(target: string, path: string): void;
  readlink(path: string): string;
  /** The canonical path, as realpath(3) gives it. */
  realpath(path: string): string;
  chmod(path: string, mode: number): void;
  fchmod(fd: number, mode: number): void;
  chown(path: string, uid: number, gid: number): void;
  lchown(path: string, uid: number, gid: number): void;
  fchown(fd: number, uid: number, gid: number): void;
  /** Times in seconds since the epoch, fractions allowed. */
  utimes(path: string, atime: number, mtime: number): void;
  lutimes(path: string, atime: number, mtime: number): void;
  futimes(fd: number, atime: number, mtime: number): void;
  statfs(path: string): KernelStatFs;
  /** From now on changes of it come as `notices`, as inotify_add_watch(2) makes them; equal numbers for equal inodes. */
  watch(path: string): number;
  /** To be called as often as `watch` was. */
  unwatch(watch: number): void;
  /** Absent of a kernel that cannot watch. */
  readonly notices?: Notices;
}

/** The primitives that a `Kernel` has. */
export type KernelPrimitive = Exclude<keyof Kernel, 'notices'>;

/** A primitive's name, as traces and counterexamples show it. Those that Node cannot call come from the mounted disk alone. */
export type Primitive = KernelPrimitive | 'fallocate' | 'mknod';

export type FileKind = 'file' | 'directory' | 'symlink';

export interface DirectoryEntry {
  name: string;
  kind: FileKind;
}

/** Times are milliseconds since the epoch, fractions allowed. */
export interface KernelStat {
  ino: number;
  kind: FileKind;
  /** Permission bits only, without the file type. */
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  size: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
}

export interface KernelStatFs {
  type: number;
  bsize: number;
  blocks: number;
  bfree: number;
  bavail: number;
  files: number;
  ffree: number;
}

/** A kernel's refusal: the errno code alone. The facade turns it into the error that Node would throw. */
export class Errno {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}
