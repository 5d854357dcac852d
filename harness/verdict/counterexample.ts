import type { GivenClaims } from './given-claims.ts';

export type HostName = 'simulated' | 'process' | 'mounted' | 'server';

/** The persistence models, in the order in which they are tried and reported. */
export const PERSISTENCE_MODELS = ['process-kill', 'ext4', 'xfs', 'btrfs', 'posix', 'failed-fsync'] as const;
export type PersistenceModelName = (typeof PERSISTENCE_MODELS)[number];

/** Where an incarnation dies: after this many changes reached the disk, the next one possibly torn. */
/** When the next life begins, if not a day later: within minutes, on the same date; or after longer than sessions are cleaned up after. */
export const NEXT_LIVES = ['soon', '40-days'] as const;
export type NextLife = (typeof NEXT_LIVES)[number];

export interface CrashPoint {
  /** How many disk-changing primitives took effect before the crash. */
  changes: number;
  /** Of the next change, a write, this many bytes took effect; absent: none of it. */
  tornBytes?: number;
  /** Power was lost: how many syncs had returned or failed. */
  syncs?: number;
  /** Power was lost, and of what was done before, these micro-operations were not on disk yet: their indices, ascending (`harness/disk/disk-log.ts`). */
  lost?: number[];
  /** The sync, counted from 0, that failed with EIO on the way. */
  failedSync?: number;
  /** An earlier life was killed on the way; changes, syncs and micro-operations are counted through both. */
  killed?: KillPoint;
  /** Absent: a day later. */
  nextLife?: NextLife;
}

/** Where a first life was killed, before another one went on with what it left; the power stayed on. */
export interface KillPoint {
  /** How many of the operations were the first life's. */
  operations: number;
  changes: number;
  syncs: number;
}

/** A call that the store would have to make, beside one that it makes. */
export interface MissingCall {
  call: 'fsync';
  /** What is to be synced: the file that is written or renamed, or the directory that names it. */
  of: 'file' | 'directory';
  when: 'before' | 'after';
  /** The call beside which it is missing. */
  site: CallSite;
}

export const ATTRIBUTION_KINDS = [
  'missing-fsync-before-rename',
  'missing-fsync-before-acknowledgement',
  'missing-directory-fsync',
  'failed-fsync-taken-for-success',
  'non-atomic-write-in-place',
  'several-files-without-commit-point',
] as const;
export type AttributionKind = (typeof ATTRIBUTION_KINDS)[number];

/** Why power loss could do the damage: what had to be on disk before what, by the lines of the store that did both. */
export interface Attribution {
  kind: AttributionKind;
  /** One sentence for people, naming both calls. */
  sentence: string;
  /** What was not on disk yet. */
  first: CallSite;
  /** What was, or what the store did, too early; absent where the acknowledgement came too early. */
  second?: CallSite;
  /** Calls that repair it: inserted virtually, with every loss tried again under each of the models; absent where no sync can. */
  fix?: { calls: MissingCall[]; verifiedUnder: PersistenceModelName[]; notVerifiedUnder: PersistenceModelName[] };
}

/** The store's line that made the change in flight, or the last one, at the crash. */
export interface CallSite {
  /** `writeFile`, `fs.promises.rename`... as the store called it. */
  api: string;
  /** Relative to the working directory where it lies below it, `node_modules/...` for packages. */
  file: string;
  line: number;
  column: number;
  functionName?: string;
  /** It is in the adapter's file: where the store is elsewhere, what it does there is the adapter's doing. */
  inAdapter?: true;
}

/** A file of the crash image, or after recovery, around the point where things went wrong. */
export interface FileView {
  /** Below the store's directory: `a.json`. */
  path: string;
  kind: 'file' | 'directory' | 'symlink';
  sizeBytes: number;
  /** Printable beginning and end of the content, long middles elided. */
  excerpt: string;
}

/** A moment of a failure that one can go through step by step. */
export interface TimelinePoint {
  /** How many changes had reached the disk. */
  changes: number;
  /** Of the next change, a write, this many bytes had too. */
  tornBytes?: number;
  /** What had happened last, with the line that did it; absent where nothing had. */
  event?: string;
  /** Which operations had returned and which were in flight, a sentence each. */
  operations: string[];
  /** The disk, if it had ended here. */
  files: FileView[];
  /** What a store shows that is opened on this disk, a line each; absent where none was. */
  recovered?: string[];
  /** What is wrong with that, one sentence; absent where the requirement holds. */
  wrong?: string;
  /** It is where the counterexample itself ends. */
  isFailure?: true;
  /** Where it is on the axis of the lanes, if there are lanes. */
  at?: number;
}

/** An operation of one of several clients, from its call to its return. Positions are on an axis that all lanes share. */
export interface LaneOperation {
  /** In a line, for people. */
  operation: string;
  called: number;
  /** Absent: it never returned. */
  returned?: number;
  /** What it returned, or was refused with. */
  outcome?: string;
}

/** What one of several clients did. */
export interface Lane {
  /** `Client 1`. */
  client: string;
  operations: LaneOperation[];
  /** Its calls of the file system. */
  calls: { at: number; call: string }[];
}

/** A failure moment by moment, for reports that let one go through it. */
export interface Timeline {
  points: TimelinePoint[];
  /** Of several clients, a lane for each; absent where there is one. */
  lanes?: Lane[];
}

export interface Confirmation {
  /** In a fresh worker; by killing a real process; between a real writer and a real reader. */
  how: 'fresh-worker' | 'process-kill' | 'real-processes';
  result: 'confirmed' | 'not-confirmed' | 'not-possible';
  detail?: string;
  /** Real time decided who came first: another run may see it otherwise. */
  timing?: 'real';
}

/** In front of the reader's n-th primitive, counted from 0, it is held until the writer stands here. */
export interface Advance {
  readonly primitive: number;
  readonly to: CrashPoint;
}

/**
 * One entry of a schedule: this client takes so many steps, then the next entry's client has its turn. Without `steps`: until it is done.
 * A step is one scheduling point of the gate: a primitive takes effect, or completes, or a client is about to call an operation.
 */
export interface Turn {
  readonly client: string;
  readonly steps?: number;
}

/** An operation of whatever is judged, as far as all are alike. */
export interface NamedOperation {
  readonly op: string;
}

/**
 * One failure, complete enough to happen again: `crashworthy replay FILE` runs exactly this. Written as JSON; the schema is
 * `schema/counterexample.schema.json`. What it holds beside is its scenario's, which belongs to a suite.
 */
export interface Counterexample {
  schemaVersion: 1 | 2;
  /** Version of the package that wrote it. */
  crashworthy: string;
  specification: 1;
  requirement: string;
  /** The target as the user named it (`./my.adapter.ts`, `lowdb`, `defect:stale-lock`). */
  target: string;
  /** What it was to claim in place of what its adapter does; absent where nothing was given. */
  claims?: GivenClaims;
  /** The adapter's name. */
  store: string;
  host: HostName;
  seed: number;
  scenario: string;
  operations: readonly NamedOperation[];
  /** One sentence each. */
  expected: string;
  observed: string;
  /** What happened, a sentence a step, for people. */
  story: string[];
  /** The disk as the crash left it, or as the writer had left it when the reader was done. */
  files: FileView[];
  callSite?: CallSite;
  /** What was to be seen at each moment of it; absent where nobody looked. */
  timeline?: Timeline;
  confirmations: Confirmation[];
  /** The persistence models under which it is one; absent where it is not about a crash. */
  models?: readonly PersistenceModelName[];
  /** Why that is wrong, where it is not plain. */
  why?: string;
  /** Why power loss could do the damage, where that is known. */
  attribution?: Attribution;
}
