import type { FsEvent } from '../../harness/disk/trace.ts';

/** One way in which a store mixes up, loses or changes what was to be kept. The requirements are predicates over these. */
export type Deviation =
  /** What one session shows comes from another one, or was taken away by it. */
  | SessionDeviation<'confused'>
  /** Alone, under this id, it is neither stored nor refused; or it is shown though nobody wrote it. */
  | SessionDeviation<'unusable'>
  /** What was stored comes back different. */
  | SessionDeviation<'changed'>
  /** What no store has a reason to refuse was refused. */
  | SessionDeviation<'refused'>
  /** `list` does not give the ids of the sessions that are there, each once. */
  | SessionDeviation<'listed'>
  /** An object that the caller had in hand is what is stored. */
  | SessionDeviation<'aliased'>
  /** One store shows or loses something because of a store on another directory. */
  | SessionDeviation<'leaked'>
  /** A session that was too long to be read in one piece was told as less than it was, or is less afterwards. */
  | SessionDeviation<'cut'>
  /** A fork or its parent shows or loses something because of the other one. */
  | SessionDeviation<'shared'>
  | EscapeDeviation;

export interface SessionDeviation<Kind extends string> {
  readonly kind: Kind;
  /** Absent where `list` as a whole is meant. */
  readonly session?: string;
  /** When it was looked at: "after the store was opened again". */
  readonly when: string;
  readonly expected: string;
  readonly found: string;
}

/** A call of the file system that left the store's directory. */
export interface EscapeDeviation {
  readonly kind: 'escaped';
  readonly event: FsEvent;
  /** The path that it reached, from the store's directory: `../x.json`. */
  readonly path: string;
}
