import type { Conditions } from '../disk/conditions.ts';
import type { DiskLog } from '../disk/disk-log.ts';
import type { DiskFault } from '../disk/fault.ts';
import type { HistoryEvent } from '../model/history.ts';
import type { CrashPoint, HostName, KillPoint } from '../verdict/counterexample.ts';
import type { Ability } from './ability.ts';
import type { Change } from './change.ts';
import type { Keeping } from './keeping.ts';
import type { LifePlan, LifeReport } from './life.ts';
import type { TraceEntry } from './trace-entry.ts';

/** A file, directory or link of a disk image. `path` is below the store's directory, without a leading slash. */
export interface ImageEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly size: number;
  readonly content?: Uint8Array;
  readonly target?: string;
}

/** What is put in a path's place, as if something other than the store had done it. */
export type Replacement =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'directory' }
  | { readonly kind: 'symlink'; readonly target: string };

/** One life and what it left. */
export interface Life<Image> {
  readonly report: LifeReport;
  readonly trace: readonly TraceEntry[];
  /** The changes of the trace, in order. */
  readonly changes: readonly Change[];
  /** The disk at the life's end. */
  readonly end: Image;
  /** What the clock showed when it began, in milliseconds since 1970; absent where no time is simulated. */
  readonly begunMs?: number;
  /** What the clock showed at its end, in milliseconds since 1970; absent where no time is simulated. */
  readonly endedMs?: number;
  /** Paths that were open at its end; absent where the host cannot tell. */
  readonly openDescriptors?: readonly string[];
  /** What power loss could take; absent where the host does not see the bytes that are written. */
  diskLog?(): DiskLog;
  /**
   * This life up to a kill, and the one that another process lived on what was left, as one: the power may yet take from it what neither
   * had synced. Absent where `diskLog` is.
   */
  followedBy?(kill: KillPoint, next: Life<Image>): Life<Image>;
  /** The disk, and the history that had happened, if the life had been killed at this point. */
  imageAt(point: CrashPoint): Promise<CrashedLife<Image>>;
}

/** A life as a kill left it. */
export interface CrashedLife<Image> {
  readonly image: Image;
  readonly history: readonly HistoryEvent[];
  /** Where a life that is lived again differs in the names of its files: its own trace, and what would have followed the crash. */
  readonly trace?: readonly TraceEntry[];
}

/**
 * A place where a store runs. The crash engine is written against this interface, so that every suite runs on every host.
 * Images are values: no method changes the one it is given.
 */
export interface Host<Image> {
  readonly name: HostName;
  readonly abilities: ReadonlySet<Ability>;
  /** How much later each life begins than the one before, where nothing else is said; absent where no time is simulated. */
  readonly betweenLivesMs?: number;
  emptyImage(): Promise<Image>;
  /** One life of the store on this disk. `incarnation` counts lives on one disk: each has its own pid, and its clock starts later. */
  live(start: Image, plan: LifePlan, options: LiveOptions): Promise<Life<Image>>;
  /** Equal for equal trees. */
  hash(image: Image): Promise<string>;
  entries(image: Image): Promise<ImageEntry[]>;
  /** The image without one path and what is below it. */
  without(image: Image, path: string): Promise<Image>;
  /** The image with something else at one path; directories above it are made. */
  replaced(image: Image, path: string, by: Replacement): Promise<Image>;
  /** What is kept of files beside their content; absent where the disk is not the host's own. */
  readonly keeping?: Keeping<Image>;
  /** The image with one modification time for all its files and directories, in milliseconds since 1970. */
  retimed(image: Image, toMs: number): Promise<Image>;
  /** What the place noticed beside: writes outside the directory, native code, calls it cannot simulate. */
  readonly notices: HostNotices;
}

export interface LiveOptions {
  readonly incarnation: number;
  /** Capture a stack for each fs event: slower, for replays. */
  readonly stacks?: boolean;
  /** The fsync or fdatasync, counted from 0, that fails with EIO. Only where the disk is simulated. */
  readonly failedSync?: number | undefined;
  /** Makes calls of the file system go wrong. */
  readonly fault?: DiskFault | undefined;
  /** When it begins, in milliseconds since 1970, where time is simulated; absent: as long after the incarnation before it began as lives are apart, a day by default. */
  readonly atMs?: number | undefined;
  /** By how many minutes local time is ahead of UTC when it begins, where time is simulated: whole hours, 0 by default. */
  readonly zoneMinutes?: number | undefined;
  /** No string of more characters can be made of bytes. Only with `limits-strings`. */
  readonly longestString?: number | undefined;
  /** The directory `OUTSIDE` is simulated too, so that what reaches it shows in the trace. Only where the disk is simulated. */
  readonly outside?: boolean;
  /** Who the process is, and what its file system is like. Only where the disk is simulated. */
  readonly conditions?: Conditions;
}

/** An absolute path that no store has any business with. On a real disk nothing is there. */
export const OUTSIDE = '/cw-outside';

/** Things that make a verdict of this host untrustworthy, or that the user should know. */
export interface HostNotices {
  readonly outsideWrites: Map<string, { api: string; path: string; stack: string }>;
  /** Files that the store made in the temporary directory, which is part of every crash image. */
  readonly temporaryWrites: Set<string>;
  /** Paths that the adapter allows beside the store's directory, and that the store changed. Part of every crash image too. */
  readonly alsoWritten: Set<string>;
  readonly unsimulated: Set<string>;
  readonly nativeCode: Set<string>;
  /** Bytes that the store printed. */
  printedBytes: number;
}

export function emptyNotices(): HostNotices {
  return {
    outsideWrites: new Map(),
    temporaryWrites: new Set(),
    alsoWritten: new Set(),
    unsimulated: new Set(),
    nativeCode: new Set(),
    printedBytes: 0,
  };
}
