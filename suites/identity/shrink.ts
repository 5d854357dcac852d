import type { Assessor, Found } from './assessor.ts';
import type { IdentityRequirement } from './requirement.ts';
import { smallerTrials } from './smaller-trials.ts';

/** The smallest trial that can be found which breaks the same requirement. Deterministic. */
export async function shrinkIdentity<Image>(
  found: Found,
  requirement: IdentityRequirement,
  { assessor, mostAttempts }: { assessor: Assessor<Image>; mostAttempts: number },
): Promise<Found> {
  let best = found;
  let attempts = 0;
  for (let improved = true; improved && attempts < mostAttempts; ) {
    improved = false;
    for (const trial of smallerTrials(best.trial)) {
      if (attempts++ >= mostAttempts) break;
      const { deviations } = await assessor.assess(trial);
      const deviation = deviations.find((candidate) => requirement.isBrokenBy(candidate));
      if (deviation === undefined) continue;
      // A smaller trial may go wrong for another reason, one that neither ids nor payloads are to blame for.
      const grounded = await assessor.grounded({ trial, deviation });
      if (grounded === undefined || !requirement.isBrokenBy(grounded.deviation)) continue;
      best = grounded;
      improved = true;
      break;
    }
  }
  return best;
}
