import type { RegistryDeviation } from '../../harness/model/registry/deviation.ts';
import type { RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistrySubject } from '../../harness/suite/registry-subject.ts';
import type { SuiteRequirement } from '../../harness/suite/suite.ts';

/** A requirement of ground truth: its text, when it applies, and the check. */
export interface TruthRequirement extends SuiteRequirement<RegistrySubject> {
  /** Whether a run puts it to the test. */
  concerns(operations: readonly RegistryOperation[]): boolean;
  /** The check: whether this deviation breaks it. */
  isBrokenBy(deviation: RegistryDeviation): boolean;
}
