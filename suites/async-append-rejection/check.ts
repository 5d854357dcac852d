import type { Deviation } from './deviation.ts';
import { deviationsOf } from './deviations.ts';
import type { FaultCase } from './fault-case.ts';
import type { AppendRequirement } from './requirement.ts';

/** Evidence that a requirement is broken: the case, and what was wrong in it. */
export interface AppendEvidence {
  readonly requirement: AppendRequirement;
  readonly faultCase: FaultCase;
  readonly deviation: Deviation;
}

/**
 * Puts one case before the requirements: the first deviation that breaks each. Pure.
 *
 * @param unharmed the same workload without a failure: what is wrong there as well, and whatever a look shows that is wrong there, is not about
 *   failures.
 */
export function checkCase(
  faultCase: FaultCase,
  requirements: readonly AppendRequirement[],
  unharmed?: FaultCase,
): AppendEvidence[] {
  const found = deviationsOf(faultCase);
  if (found.length === 0) return [];
  const usual = unharmed === undefined ? [] : deviationsOf(unharmed);
  const deviations = found.filter(({ kind, seen }) =>
    usual.every((one) => (seen === undefined ? one.kind !== kind : one.seen !== seen)),
  );
  return requirements.flatMap((requirement) => {
    if (!requirement.concerns(faultCase)) return [];
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
    return deviation === undefined ? [] : [{ requirement, faultCase, deviation }];
  });
}
