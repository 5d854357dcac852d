import type { OperationName } from '../../harness/model/operation.ts';

/**
 * What was wrong.
 *
 * - `lost`: what was acknowledged is not there.
 * - `twice`: a record is there more often than it was appended.
 * - `half`: a session is as no whole operations leave it, or cannot be read.
 * - `unopened`: the store does not open.
 * - `hung`, `ended`: a call did not come back; the process ended, or would have.
 * - `poisoned`: after a failure, or many, calls only ever fail, although nothing is wrong any more.
 * - `stale`: an instance shows another state than what is stored when nobody is at work any more.
 * - `write-failed`, `write-lost`: who opened the store afterwards cannot write to it, or what they wrote is not there.
 * - `revived`, `changed`: a touch brought a session back, or undid what another client had written.
 * - `returned`: what had expired was shown.
 * - `unfenced`: who had lost the lease wrote all the same.
 */
export interface Deviation {
  readonly kind:
    | 'lost'
    | 'twice'
    | 'half'
    | 'unopened'
    | 'hung'
    | 'ended'
    | 'poisoned'
    | 'stale'
    | 'write-failed'
    | 'write-lost'
    | 'revived'
    | 'changed'
    | 'returned'
    | 'unfenced';
  readonly expected: string;
  readonly observed: string;
  /** It shows in a session that nobody was writing to. */
  readonly bystander?: true;
  /** The operation that a cut met; absent where it met none. */
  readonly during?: OperationName;
}
