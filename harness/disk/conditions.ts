/**
 * What a process meets that is no fault of the disk: who it is, and what the file system is like. Plain data. By default the process is root, as
 * are all files that it makes, and the disk is one file system whose names are bytes.
 */
export interface Conditions {
  /** Mode bits that nothing new gets, umask(2); by default 0o022. */
  readonly umask?: number;
  /** Who the process is. Whoever is not root is stopped by mode bits, as path_resolution(7) says. */
  readonly user?: User;
  /** Directories at the root of the disk that are file systems of their own: no rename and no link leads across. */
  readonly apart?: readonly string[];
  /** Names that differ only in case, or in how Unicode composes them, are one name. */
  readonly foldsNames?: true;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export const USUAL_UMASK = 0o022;
