import type { FsEvent } from '../disk/trace.ts';
import type { TraceEntry } from './trace-entry.ts';

/** A file, directory or link, with what is kept of it beside its content. */
export interface KeptEntry {
  /** From the root of the disk, on which the store's directory is `/data`, and the temporary one `/tmp`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Equal for names of one file, and for no two files of a disk. */
  readonly ino: number;
  /** Of a file. Valid until the next moment. */
  readonly content?: Uint8Array;
  /** Of a symbolic link. */
  readonly target?: string;
}

/** The disk as a call of the file system left it. */
export interface Moment {
  readonly event: FsEvent;
  /** Valid until the next moment. */
  entries(): readonly KeptEntry[];
}

/** What is kept of files beside their content, on a host that owns its disk. Images are values: none that is given is changed. */
export interface Keeping<Image> {
  /** Whether lives can be had under `conditions` of `LiveOptions`: another umask, another user, file systems apart, folded names. */
  readonly setsConditions: boolean;
  /** Of the whole disk, sorted by path. */
  entries(image: Image): readonly KeptEntry[];
  /** The image where a path has another mode or owner. */
  withAttributes(image: Image, path: string, attributes: { mode?: number; uid?: number; gid?: number }): Image;
  /** The image where what is at a path has moved to another one, and a symbolic link leads there. Directories above it are made. */
  linkedTo(image: Image, path: string, to: string): Image;
  /** Every disk of a life that began on `start`, one after each call that changed anything, attributes included. */
  moments(start: Image, trace: readonly TraceEntry[]): Iterable<Moment>;
}
