import type { Damage } from '../corruption/damage.ts';
import type { DiskFault } from '../disk/fault.ts';
import type { Operation } from '../model/operation.ts';
import type { Program } from '../model/program.ts';

export type HostName = 'simulated' | 'process';

/** The persistence models, in the order in which they are tried and reported. */
export const PERSISTENCE_MODELS = ['process-kill', 'ext4', 'xfs', 'btrfs', 'posix', 'failed-fsync'] as const;
export type PersistenceModelName = (typeof PERSISTENCE_MODELS)[number];

/** Where an incarnation dies: after this many changes reached the disk, the next one possibly torn. */
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

export interface Confirmation {
  /** In a fresh worker; by killing a real process; between a real writer and a real reader. */
  how: 'fresh-worker' | 'process-kill' | 'real-processes';
  result: 'confirmed' | 'not-confirmed' | 'not-possible';
  detail?: string;
  /** Real time decided who came first: another run may see it otherwise. */
  timing?: 'real';
}

/** When a reader read. Plain data: with the operations it is all that a replay needs. */
export type ReaderSchedule = BesideSchedule | WithinSchedule;

/** A reader in another process: where the writer stood when it opened the store, and how far it went on in front of which of its primitives. */
export interface BesideSchedule {
  readonly reader: 'other-process';
  readonly at: CrashPoint;
  readonly advances: readonly Advance[];
}

/** In front of the reader's n-th primitive, counted from 0, it is held until the writer stands here. */
export interface Advance {
  readonly primitive: number;
  readonly to: CrashPoint;
}

/** A reader in the writer's own instance: who took how many steps. */
export interface WithinSchedule {
  readonly reader: 'same-instance';
  readonly turns: readonly Turn[];
}

/**
 * One entry of a schedule: this client takes so many steps, then the next entry's client has its turn. Without `steps`: until it is done.
 * A step is one scheduling point of the gate: a primitive takes effect, or completes, or a client is about to call an operation.
 */
export interface Turn {
  readonly client: string;
  readonly steps?: number;
}

/**
 * One failure, complete enough to happen again: `crashworthy replay FILE` runs exactly this. Written as JSON; the schema is
 * `schema/counterexample.schema.json`.
 */
export type Counterexample =
  | CrashCounterexample
  | TornReadCounterexample
  | ConcurrentPatchCounterexample
  | CorruptFileCounterexample
  | FailingDiskCounterexample
  | IdentityCounterexample;

/** Why it happened, where that is known. */
export function attributionOf(counterexample: Counterexample): Attribution | undefined {
  return 'attribution' in counterexample ? counterexample.attribution : undefined;
}

interface CounterexampleBase {
  schemaVersion: 1;
  /** Version of the package that wrote it. */
  crashworthy: string;
  specification: 1;
  requirement: string;
  /** The target as the user named it (`./my.adapter.ts`, `lowdb`, `defect:stale-lock`). */
  target: string;
  store: string;
  host: HostName;
  seed: number;
  operations: Operation[];
  /** One sentence each. */
  expected: string;
  observed: string;
  /** What happened, a sentence a step, for people. */
  story: string[];
  /** The disk as the crash left it, or as the writer had left it when the reader was done. */
  files: FileView[];
  callSite?: CallSite;
  confirmations: Confirmation[];
}

/** A crash from which the store did not recover as it should. */
export interface CrashCounterexample extends CounterexampleBase {
  scenario: 'crash' | 'crash-in-recovery' | 'repeated-crashes';
  model: PersistenceModelName;
  /** All the models under which power loss can leave this very disk, of those that were tried. */
  models: PersistenceModelName[];
  crash: CrashPoint;
  /** Second crash, in the recovery from the first one. */
  recoveryCrash?: CrashPoint;
  /** For repeated crashes: how often. */
  rounds?: number;
  attribution?: Attribution;
}

/** A reader that saw what it should not while a writer was at work. */
export interface TornReadCounterexample extends CounterexampleBase {
  scenario: 'torn-read';
  schedule: ReaderSchedule;
}

/** Clients that used a store at the same time, and what came of it. `operations` are what one client did before the others began. */
export interface ConcurrentPatchCounterexample extends CounterexampleBase {
  scenario: 'concurrent-patch';
  program: ConcurrentProgram;
  /** Who took how many steps; actors are `client-1`, `death-1`, `background-1` and so on. */
  turns: Turn[];
  /** Everything was killed here. */
  crash?: CrashPoint;
  /** Why no order of what the clients did explains what they saw, where that is what is wrong. */
  why?: string;
}

/** What the clients did, each one operation after the other. The same as `Program` without its setup. */
export type ConcurrentProgram = Omit<Program, 'setup'>;

/** A file that something other than the store had damaged, and what the store made of it. */
export interface CorruptFileCounterexample extends CounterexampleBase {
  scenario: 'corrupt-file';
  damage: Damage;
}

/** A disk that failed, and what the store made of it. */
export interface FailingDiskCounterexample extends CounterexampleBase {
  scenario: 'failing-disk';
  /** What was done after a look at what the instance showed. */
  afterwards: Operation[];
  /** It was closed without a flush. */
  closesAtOnce?: true;
  /** What was called on the store that was closed. */
  afterClose: Operation[];
  /** The operation, by index, whose value cannot be serialised. */
  unserialisable?: number;
  /** Absent where no call failed. */
  fault?: DiskFault;
}

/** What a session is called or holds, and what came back of it. */
export interface IdentityCounterexample extends CounterexampleBase {
  scenario: 'identity';
  /** The ids, what is stored under plain ones, objects that the caller changes afterwards, or a second store in the same process. */
  trial: (typeof IDENTITY_TRIALS)[number];
  /** In front of which operations, by index, the store was closed and opened again; their number stands for the end. */
  reopenBefore: number[];
  /** Those that were read. */
  sessions: string[];
  /** Everything was read after each operation, or only when a life began and ended. */
  looks: (typeof IDENTITY_LOOKS)[number];
  /** What was done in a second store on another directory, and in front of which operation. */
  beside?: { readonly before: number; readonly operations: Operation[] };
}

export const IDENTITY_TRIALS = ['ids', 'payload', 'alias', 'beside'] as const;
export const IDENTITY_LOOKS = ['each', 'ends'] as const;
