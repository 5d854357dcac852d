import type { Operation } from '../model/operation.ts';

export type HostName = 'simulated' | 'process';
export type PersistenceModelName = 'process-kill';

/** Where an incarnation dies: after this many changes reached the disk, the next one possibly torn. */
export interface CrashPoint {
  /** How many disk-changing primitives took effect before the crash. */
  changes: number;
  /** Of the next change, a write, this many bytes took effect; absent: none of it. */
  tornBytes?: number;
}

/** How a run ends: see `Scenario` in harness/crash. */
export type ScenarioName = 'crash' | 'crash-in-recovery' | 'repeated-crashes';

/** The store's line that made the change in flight, or the last one, at the crash. */
export interface CallSite {
  /** `writeFile`, `fs.promises.rename`... as the store called it. */
  api: string;
  /** Relative to the working directory where it lies below it, `node_modules/...` for packages. */
  file: string;
  line: number;
  column: number;
  functionName?: string;
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
  how: 'fresh-worker' | 'process-kill';
  result: 'confirmed' | 'not-confirmed' | 'not-possible';
  detail?: string;
}

/**
 * One failure, complete enough to happen again: `crashworthy replay FILE` runs exactly this. Written as JSON; the schema is
 * `schema/counterexample.schema.json`.
 */
export interface Counterexample {
  schemaVersion: 1;
  /** Version of the package that wrote it. */
  crashworthy: string;
  specification: 1;
  requirement: string;
  /** The target as the user named it (`./my.adapter.ts`, `lowdb`, `defect:stale-lock`). */
  target: string;
  store: string;
  host: HostName;
  model: PersistenceModelName;
  seed: number;
  scenario: ScenarioName;
  operations: Operation[];
  crash: CrashPoint;
  /** Second crash, in the recovery from the first one. */
  recoveryCrash?: CrashPoint;
  /** For repeated crashes: how often. */
  rounds?: number;
  /** One sentence each. */
  expected: string;
  observed: string;
  /** What happened, a sentence a step, for people. */
  story: string[];
  /** The disk as the crash left it. */
  files: FileView[];
  callSite?: CallSite;
  confirmations: Confirmation[];
}
