/**
 * What a store did wrong about a failure of its disk. Each kind breaks one requirement; one mistake may show as several.
 *
 * - `threw-into-live-path`: a queued append threw although nothing failed during the call.
 * - `silent-failure`: what was accepted is not stored, and the next flush or close resolved; or nothing was passed to `onError`.
 * - `stray`: a rejection or an error that nobody could catch, or an exit.
 * - `hole`: a flush that had reported the failure resolves, and what failed is missing.
 * - `append-lost`: an awaited append resolved, or never settled, and its record is not stored.
 * - `glued`: after a failed append records are lost, unreadable, or show what nobody appended.
 * - `close`: what was accepted before close is gone, or what was accepted after it.
 * - `not-alone`: a value that cannot be stored took others with it.
 * - `twice`: a record is stored twice, or out of order.
 * - `promise-ignored`: the promise that a queued append returned fails, and nobody is told otherwise.
 * - `part-of-group`: of records that were appended as one and refused some are there.
 * - `failed-write`: another write failed and took the state before it along, or resolved and is not stored.
 * - `leak`: a descriptor or a file is left over.
 * - `pile`: descriptors or temporary files grow in number although nothing fails.
 * - `disagree`: the instance and one that is opened afresh show different states, or what was refused came back.
 * - `short-write`: a write that was cut short was taken for a whole one.
 */
export type DeviationKind =
  | 'threw-into-live-path'
  | 'silent-failure'
  | 'stray'
  | 'hole'
  | 'append-lost'
  | 'glued'
  | 'close'
  | 'not-alone'
  | 'twice'
  | 'promise-ignored'
  | 'part-of-group'
  | 'failed-write'
  | 'leak'
  | 'pile'
  | 'disagree'
  | 'short-write';

export interface Deviation {
  readonly kind: DeviationKind;
  /** Which look showed it, where one did: what the same look shows without a failure is not about failures. */
  readonly seen?: 'after-failure' | 'after-flush' | 'at-look' | 'at-close' | 'at-end' | 'killed' | 'live';
  /** How many changes of the disk had happened when a kill found it. */
  readonly killedAfter?: number;
  /** One sentence each. */
  readonly expected: string;
  readonly observed: string;
}
