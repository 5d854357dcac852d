import type { FileKind } from '../kernel.ts';

/** The numbers of the FUSE kernel protocol, from linux/fuse.h, as far as they are used here. */

export const OPCODE = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  READLINK: 5,
  SYMLINK: 6,
  MKNOD: 8,
  MKDIR: 9,
  UNLINK: 10,
  RMDIR: 11,
  RENAME: 12,
  LINK: 13,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  FSYNC: 20,
  FLUSH: 25,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  FSYNCDIR: 30,
  GETLK: 31,
  SETLK: 32,
  SETLKW: 33,
  ACCESS: 34,
  CREATE: 35,
  INTERRUPT: 36,
  DESTROY: 38,
  BATCH_FORGET: 42,
  FALLOCATE: 43,
  RENAME2: 45,
} as const;

/** Bytes of the header of a request, and of an answer. */
export const REQUEST_HEADER_BYTES = 40;
export const ANSWER_HEADER_BYTES = 16;

export const MAJOR = 7;
/** What is understood here. A newer kernel speaks the older protocol; an older one than the oldest is refused. */
export const MINOR = 39;
export const OLDEST_MINOR = 31;

/** The most that one write brings: 256 pages. */
export const WRITE_BYTES_MAX = 1024 * 1024;
export const PAGES_MAX = 256;

/** Flags of INIT. */
export const INIT_POSIX_LOCKS = 1 << 1;
export const INIT_ATOMIC_O_TRUNC = 1 << 3;
export const INIT_BIG_WRITES = 1 << 5;
export const INIT_FLOCK_LOCKS = 1 << 10;
export const INIT_PARALLEL_DIROPS = 1 << 18;
export const INIT_MAX_PAGES = 1 << 22;
export const INIT_EXT = 1 << 30;
/** In the second word of flags: files that are open for direct input and output may be mapped (Linux 6.6). */
export const INIT2_DIRECT_IO_ALLOW_MMAP = 1 << 4;

/** Flags of the answer to OPEN. */
export const OPEN_DIRECT_IO = 1 << 0;
export const OPEN_KEEP_CACHE = 1 << 1;
export const OPEN_PARALLEL_DIRECT_WRITES = 1 << 6;

/** Which attributes SETATTR sets. */
export const SET_MODE = 1 << 0;
export const SET_UID = 1 << 1;
export const SET_GID = 1 << 2;
export const SET_SIZE = 1 << 3;
export const SET_ATIME = 1 << 4;
export const SET_MTIME = 1 << 5;
export const SET_ATIME_NOW = 1 << 7;
export const SET_MTIME_NOW = 1 << 8;

/** A write that comes from the page cache: of a mapping, at a time of the kernel's choosing. */
export const WRITE_FROM_CACHE = 1 << 0;
/** FSYNC: fdatasync(2). */
export const SYNC_DATA_ONLY = 1 << 0;
/** RELEASE: flock(2) locks of the file description end. */
export const RELEASE_FLOCK = 1 << 1;
/** GETLK, SETLK, SETLKW: it is flock(2). */
export const LOCK_IS_FLOCK = 1 << 0;

/** The kind of file in the mode of stat(2) and mknod(2). */
export const KIND_MASK = 0o170000;
export const KINDS: { readonly [K in FileKind]: number } = { file: 0o100000, directory: 0o040000, symlink: 0o120000 };

/** RENAME2. */
export const RENAME_NOREPLACE = 1 << 0;
export const RENAME_EXCHANGE = 1 << 1;
