import type { Operation } from '../../harness/model/operation.ts';

/**
 * What is unusual about a trial: the umask that its processes have; or that between its first two lives somebody closes the file of its session to others, gives
 * it to another owner, or moves it and puts a symbolic link in its place, to the same directory or to another one; or that the temporary directory is another file system, that the
 * store's directory is read-only in the second life, for a user who is not root, that names are folded, or that they are as long as they can
 * be; or that between each two lives somebody gives the files of its session other attributes; or nothing.
 */
export const TRIAL_KINDS = [
  'plain',
  'umask-022',
  'umask-077',
  'made-private',
  'link-beside',
  'link-elsewhere',
  'temporary-apart',
  'read-only-directory',
  'folded-names',
  'long-names',
  'owner',
  'attributes',
] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

/** What somebody gives the files of a session: of a trial of the kind `attributes`. */
export interface GivenAttributes {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** The primitives that say whose a file is and who may read it. */
export const LOOKS = ['stat', 'lstat', 'fstat'] as const;

/** Such a call of the second life that fails, with EIO: of those of this primitive the one with this number, from 0. */
export interface FailingLook {
  readonly primitive: (typeof LOOKS)[number];
  readonly call: number;
}

/** One thing that is tried. Plain data: with the store it is all that decides what happens. */
export interface Trial {
  readonly kind: TrialKind;
  readonly operations: readonly Operation[];
  /** In front of which operations, by index, the store is closed and opened again; the number of operations stands for the end. Ascending. */
  readonly reopenBefore: readonly number[];
  /** The sessions that are read. */
  readonly sessions: readonly string[];
  readonly given?: GivenAttributes;
  readonly failing?: FailingLook;
}

/** The same trial where nothing is unusual. */
export function plainly(trial: Trial): Trial {
  const { operations, reopenBefore, sessions } = trial;
  return { kind: 'plain', operations, reopenBefore, sessions };
}

/** Without one operation; the store is opened again at the same places. */
export function withoutOperation(trial: Trial, dropped: number): Trial {
  return {
    ...trial,
    operations: trial.operations.toSpliced(dropped, 1),
    reopenBefore: trial.reopenBefore.map((before) => (before > dropped ? before - 1 : before)),
  };
}
