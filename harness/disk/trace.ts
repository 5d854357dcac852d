import type { Effect } from './effect.ts';
import type { Primitive } from './kernel.ts';

/** One primitive call that reached the disk, in the order in which the calls took effect. */
export interface FsEvent {
  type: 'fs';
  primitive: Primitive;
  /** The Node API through which the store called it, such as `fs.promises.writeFile`. */
  api: string;
  /** Path below the mount's root (`/data/a.json`), or the path under which the descriptor was opened. */
  path?: string;
  /** Second path of rename, link and symlink. */
  to?: string;
  /** File offset and length in bytes, of read, write, ftruncate. */
  offset?: number;
  length?: number;
  /** The errno code, if the call failed. */
  error?: string;
  /** What it changed on disk, in order; empty for calls that change nothing stored. */
  effects: readonly Effect[];
  /** A write through a descriptor opened with O_SYNC or O_DSYNC: on disk when it returns. */
  synchronous?: true;
  /** Of an open or an access: for writing. */
  forWriting?: true;
  /** It was made to fail, or to do only a part (`DiskFault`). */
  injected?: true;
  /** Whether it changed what is stored, from a kernel that has no effects to show (the real one). Absent: `effects` tells. */
  changed?: boolean;
  /** Inode that the call was about (the source of a rename); for fsync, the one that was synchronised. */
  ino?: number;
  /** Of the mounted disk: the thread that called, as gettid(2) gives it. */
  thread?: number;
  /** Of the mounted disk: when it took effect, in nanoseconds of CLOCK_MONOTONIC, which all processes of a machine share. */
  atNs?: number;
  /** A write that came from a mapping of the file: when the program made it, and after what, is not known. */
  mapped?: true;
  /** A read of what is in memory, though it has a name: no disk is asked for it, and none can fail it. */
  fromMemory?: true;
  /** The stack at the patched call's boundary, captured only if the recorder asks for it; `Error.stack` without the first line. */
  stack?: string;
}

/** What an installed file system reports beside its results. */
export interface Recorder {
  /** Every primitive that reached the disk, failed ones too, when it took effect. */
  event(event: FsEvent): void;
  /** Whether to capture a stack for each call (about 5 us). */
  readonly stacks: boolean;
}
