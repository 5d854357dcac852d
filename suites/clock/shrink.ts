import type { Assessor, Found } from './assessor.ts';
import { smallerTrials } from './smaller-trials.ts';

/** The smallest trial that can be found in which the clock does harm. Deterministic. */
export async function shrinkClock<Image>(
  found: Found,
  { assessor, mostAttempts }: { assessor: Assessor<Image>; mostAttempts: number },
): Promise<Found> {
  let best = found;
  let attempts = 0;
  for (let improved = true; improved && attempts < mostAttempts; ) {
    improved = false;
    for (const trial of smallerTrials(best.trial)) {
      if (attempts++ >= mostAttempts) break;
      const smaller = await assessor.firstOf(trial);
      if (smaller === undefined) continue;
      best = smaller;
      improved = true;
      break;
    }
  }
  return best;
}
