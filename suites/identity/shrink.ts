import { shrink } from '../shrink.ts';
import type { Assessor, Found } from './assessor.ts';
import type { IdentityRequirement } from './requirement.ts';
import { smallerTrials } from './smaller-trials.ts';
import type { Trial } from './trial.ts';

/** The smallest trial that can be found which breaks the same requirement. Deterministic. */
export function shrinkIdentity<Image>(
  found: Found,
  requirement: IdentityRequirement,
  { assessor, mostAttempts }: { assessor: Assessor<Image>; mostAttempts: number },
): Promise<Found> {
  const fails = async (trial: Trial): Promise<Found | undefined> => {
    const { deviations } = await assessor.assess(trial);
    const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
    // A smaller trial may go wrong for another reason, one that neither ids nor payloads are to blame for.
    const grounded = deviation === undefined ? undefined : await assessor.grounded({ trial, deviation });
    return grounded !== undefined && requirement.isBrokenBy(grounded.deviation) ? grounded : undefined;
  };
  return shrink(found, ({ trial }) => smallerTrials(trial), fails, mostAttempts);
}
