import type { FsEvent } from '../../harness/disk/trace.ts';

/** One way in which a store did not keep what was around a session's content. The requirements are predicates over these. */
export type Deviation = ExposedDeviation | ReplacedLinkDeviation | LostDeviation | OwnerDeviation | AttributesDeviation;

/** A file that holds something of the session could be read by more than could read it when the life began. */
export interface ExposedDeviation {
  readonly kind: 'exposed';
  readonly path: string;
  readonly mode: number;
  /** A file that held the session when the life began, with its mode, which is the less private one where there are several. */
  readonly before: { readonly path: string; readonly mode: number };
  /** What made it so. */
  readonly event: FsEvent;
  /** What had made the file, if that was in the same life. */
  readonly maker: FsEvent | undefined;
}

/** A file is where a symbolic link was. */
export interface ReplacedLinkDeviation {
  readonly kind: 'link-replaced';
  readonly path: string;
  /** Where it led to. */
  readonly to: string;
  /** What put the file there. */
  readonly event: FsEvent | undefined;
}

/** A file has not the owner and group that it had, as `uid:gid`. */
export interface OwnerDeviation {
  readonly kind: 'owner';
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** What gave it only one of the two. */
  readonly event: FsEvent;
}

/** A file has not the mode, owner or group that it had. */
export interface AttributesDeviation {
  readonly kind: 'attributes';
  readonly path: string;
  readonly before: FileAttributes;
  readonly after: FileAttributes;
  /** What made the file that is there now, or gave it what it has. */
  readonly event: FsEvent | undefined;
}

export interface FileAttributes {
  readonly mode: number;
  /** As `uid:gid`. */
  readonly owner: string;
}

/** A session is neither what was acknowledged, nor what it was before a write that was refused. */
export interface LostDeviation {
  readonly kind: 'lost';
  readonly session: string;
  readonly expected: string;
  readonly found: string;
}
