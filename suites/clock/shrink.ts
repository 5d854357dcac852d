import { shrink } from '../shrink.ts';
import type { Assessor, Found } from './assessor.ts';
import { smallerTrials } from './smaller-trials.ts';

/** The smallest trial that can be found in which the clock does harm. Deterministic. */
export function shrinkClock<Image>(
  found: Found,
  { assessor, mostAttempts }: { assessor: Assessor<Image>; mostAttempts: number },
): Promise<Found> {
  return shrink(
    found,
    ({ trial }) => smallerTrials(trial),
    (trial) => assessor.firstOf(trial),
    mostAttempts,
  );
}
