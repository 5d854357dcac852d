import type { Damage } from '../../harness/corruption/damage.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { RepairEvidence } from './check.ts';

/** What makes a failure happen again, and what it was: the part of a counterexample that this suite knows. Plain data. */
export interface CorruptFileCore {
  readonly scenario: 'corrupt-file';
  /** Those before the first of session `alpha` happen in a life of their own. */
  readonly operations: Operation[];
  readonly damage: Damage;
  readonly expected: string;
  readonly observed: string;
}

export function coreOfCorruptFile({ damageCase, deviation }: Omit<RepairEvidence, 'requirement'>): CorruptFileCore {
  const { damage, undamaged } = damageCase;
  const { expected, observed } = deviation;
  return { scenario: 'corrupt-file', operations: [...undamaged.operations], damage, expected, observed };
}
