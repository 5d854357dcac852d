/**
 * What was wrong.
 *
 * - `lost`: what was acknowledged is not there.
 * - `twice`: a record is there more often than it was appended.
 * - `half`: a session is as no whole operations leave it, or cannot be read.
 * - `unopened`: the store does not open.
 * - `hung`, `ended`: a call did not come back; the process ended, or would have.
 * - `revived`, `changed`: a touch brought a session back, or undid what another client had written.
 * - `returned`: what had expired was shown.
 */
export interface Deviation {
  readonly kind: 'lost' | 'twice' | 'half' | 'unopened' | 'hung' | 'ended' | 'revived' | 'changed' | 'returned';
  readonly expected: string;
  readonly observed: string;
}
