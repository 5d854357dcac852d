import type { KilledLife, TriedOperation } from './damage-case.ts';

/**
 * One way in which a store did wrong by a damaged file. The requirements are predicates over these.
 *
 * - `silent`: a session or a part of it is missing, and nobody was told; or the process died or hung of it.
 * - `not-repaired`: an intact record did not come back, or out of order.
 * - `destroyed`: bytes that could have been recovered are on no file any more.
 * - `views-disagree`: what `read` shows, `list` or a view does not.
 * - `spread`: another session suffers.
 * - `unstable`: opened again, the store shows something else, or repairs again.
 * - `altered`: a file that is no session's is not what it was.
 * - `dropped`: what a newer version wrote is gone.
 */
export interface Deviation {
  readonly kind: 'silent' | 'not-repaired' | 'destroyed' | 'views-disagree' | 'spread' | 'unstable' | 'altered' | 'dropped';
  /** The operation, or the kill, that brought it about, where it was not what is done of every damage. */
  readonly tried?: TriedOperation;
  readonly killed?: KilledLife;
  /** A sentence each. */
  readonly expected: string;
  readonly observed: string;
}
