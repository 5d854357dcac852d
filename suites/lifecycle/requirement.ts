import type { ResolvedPoolClaims } from '../../harness/contract/pool-claims.ts';
import type { PoolEvent } from '../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../harness/model/pool/ledger.ts';
import type { PoolSubject } from '../../harness/suite/pool-subject.ts';
import type { SuiteRequirement } from '../../harness/suite/suite.ts';

/** What had to be and what was, a sentence each. */
export interface PoolDeviation {
  readonly expected: string;
  readonly observed: string;
}

/** A requirement of lifecycle: its text, when it applies, and the check. */
export interface LifecycleRequirement extends SuiteRequirement<PoolSubject> {
  /**
   * The check: what an event says of it, after all those that the ledger holds. `tested`: it was put to the test, and holds so far. Of a pool that
   * deviates, the first deviation of a play counts: what follows from it is not held against it too.
   */
  watch(event: PoolEvent, ledger: PoolLedger): 'tested' | PoolDeviation | undefined;
}

export const always = (): undefined => undefined;

/** Applies where the claim has one of these values. */
export function claimed<K extends keyof ResolvedPoolClaims>(
  claim: K,
  ...values: readonly ResolvedPoolClaims[K][]
): (subject: { readonly claims: ResolvedPoolClaims }) => string | undefined {
  return ({ claims }) =>
    values.includes(claims[claim])
      ? undefined
      : `the pool does not claim ${values.map((value) => `${claim}: '${value}'`).join(' or ')}`;
}

/** Applies where all of them do. */
export function all(...conditions: readonly LifecycleRequirement['notApplicable'][]): LifecycleRequirement['notApplicable'] {
  return (subject) => conditions.map((condition) => condition(subject)).find((reason) => reason !== undefined);
}
