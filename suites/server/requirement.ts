import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { SuiteRequirement } from '../../harness/suite/suite.ts';
import type { Deviation } from './deviation.ts';
import type { TrialKind } from './trial.ts';

/** A requirement of this suite, with its check. */
export interface ServerRequirement extends SuiteRequirement<ServedSubject> {
  /** Which kinds of trials put it to the test. */
  readonly kinds: readonly TrialKind[];
  /** The check: whether this deviation, of a trial of one of these kinds, breaks it. */
  isBrokenBy(deviation: Deviation): boolean;
}
