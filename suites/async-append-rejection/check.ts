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
 * @param unharmed the same workload without a failure: what is wrong there as well is not about failures.
 */
export function checkCase(
  faultCase: FaultCase,
  requirements: readonly AppendRequirement[],
  unharmed?: FaultCase,
): AppendEvidence[] {
  const deviations = deviationsOf(faultCase);
  if (deviations.length === 0) return [];
  const usual = unharmed === undefined ? [] : deviationsOf(unharmed);
  return requirements.flatMap((requirement) => {
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
    if (deviation === undefined || usual.some((candidate) => requirement.isBrokenBy(candidate))) return [];
    return [{ requirement, faultCase, deviation }];
  });
}
