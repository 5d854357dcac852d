import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { CrashPoint, PersistenceModelName } from '../../harness/verdict/counterexample.ts';

/**
 * What a trial is about: the present version takes over what an older one wrote; the older one comes back to it; the older one looks at a migration that was cut
 * short; opening again and again; version numbers of the store's own files that no version writes; two versions at once.
 */
export const TRIAL_KINDS = [
  'taken-over',
  'back-again',
  'cut-short',
  'opened-again',
  'number-read',
  'number-written',
  'side-by-side',
] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** What the version numbers of the store's files are made to be, before a life begins. */
export interface NumberEdit {
  /** The key that they stand under in JSON; empty: a file that holds nothing else. */
  readonly key: string;
  readonly to: number | string;
}

/** One life of a trial. */
export interface Chapter {
  /** Name of the older version that lives; absent: the present one. */
  readonly version?: string;
  /** What it is told, between two looks at all sessions. */
  readonly operations: readonly Operation[];
  readonly numbers?: NumberEdit;
  /** How it ends; absent: it is closed. */
  readonly crash?: { readonly model: PersistenceModelName; readonly point: CrashPoint };
  /** A call that the disk fails meanwhile. */
  readonly fault?: DiskFault;
  /** Another version that is opened on the same directory before the last operation, is told this, and is closed. */
  readonly beside?: { readonly version?: string; readonly operations: readonly Operation[] };
}

/** Lives on one directory, which is empty at first. Plain data: with the store it is all that decides what happens. */
export interface UpgradeTrial {
  readonly kind: TrialKind;
  readonly chapters: readonly Chapter[];
}

/** All that is called, in this order; what another version is told in the midst of a life stands before that life's last operation. */
export function operationsOf({ chapters }: Pick<UpgradeTrial, 'chapters'>): Operation[] {
  return chapters.flatMap(operationsOfChapter);
}

export function operationsOfChapter({ operations, beside }: Chapter): Operation[] {
  if (beside === undefined) return [...operations];
  return [...operations.slice(0, -1), ...beside.operations, ...operations.slice(-1)];
}
