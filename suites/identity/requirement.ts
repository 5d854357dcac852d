import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { Deviation } from './deviation.ts';
import type { Trial } from './trial.ts';

/** A requirement of identity: its text, when it applies, and the check. */
export interface IdentityRequirement extends StoreRequirement {
  /** Whether a trial puts it to the test. */
  concerns(trial: Trial): boolean;
  /** The check: whether this deviation of a trial breaks it. */
  isBrokenBy(deviation: Deviation): boolean;
}

export const always = (): undefined => undefined;
