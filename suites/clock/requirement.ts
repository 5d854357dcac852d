import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { TrialKind } from './trial.ts';

/** A requirement of the clock: its text, when it applies, and what puts it to the test. */
export interface ClockRequirement extends StoreRequirement {
  /**
   * The trials of this kind put it to the test, or two processes whose clocks are apart, or a lease: whatever goes wrong there, and does not with a usual clock,
   * breaks it.
   */
  readonly kind: TrialKind | 'apart' | 'lease';
}

export const always = (): undefined => undefined;
