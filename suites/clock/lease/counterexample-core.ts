import type { Operation } from '../../../harness/model/operation.ts';
import { operationShape } from '../../../harness/verdict/operation-shape.ts';
import { array, described, integer, object } from '../../../harness/verdict/shape.ts';

/** What makes a lease go to two again, and what it was. Plain data. */
export interface LeaseCore {
  readonly scenario: 'clock-lease';
  /** Done before anybody asks for the lease. */
  readonly operations: Operation[];
  readonly forMs: number;
  readonly byMs: number;
  readonly expected: string;
  readonly observed: string;
}

/** What such a counterexample has beside what all have. */
export const leaseShape = object<Omit<LeaseCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('What is done before anybody asks for the lease.', array(operationShape)),
    forMs: described('For how many milliseconds the lease is asked for.', integer(1)),
    byMs: described(
      'By how many milliseconds the clock was set while one had the lease: backwards if negative.',
      integer(Number.MIN_SAFE_INTEGER),
    ),
  },
  {},
);
