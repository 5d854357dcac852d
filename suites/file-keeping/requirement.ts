import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { Deviation } from './deviation.ts';
import type { TrialKind } from './trial.ts';

/** A requirement of file keeping: its text, when it applies, and the check. */
export interface KeepRequirement extends StoreRequirement {
  /** Which kinds of trials put it to the test. */
  readonly kinds: readonly TrialKind[];
  /** The check: whether this deviation of such a trial breaks it. */
  isBrokenBy(deviation: Deviation): boolean;
}
