/**
 * What went wrong in a trial: what an older version wrote is not there, or twice, or the present one refuses it and it is not whole any more; what a newer one
 * wrote was destroyed; a newer one's version number was set back; a file of an unknown version was taken for no session, or is gone; what one of two versions at once acknowledged is nowhere; the
 * older one cannot read what a migration that was cut short has left; the migration runs each time.
 */
export type DeviationKind =
  | 'not-taken-over'
  | 'newer-destroyed'
  | 'number-set-back'
  | 'unknown-taken-for-none'
  | 'destroyed-by-the-other'
  | 'not-recoverable'
  | 'runs-again';

export interface Deviation {
  readonly kind: DeviationKind;
  readonly expected: string;
  readonly observed: string;
}
