/**
 * The smallest of its kind that can be found which still fails. Deterministic: the first smaller one that does is taken, and made smaller in its turn.
 *
 * @param smaller everything that is one step smaller than what failed, the likeliest first.
 * @param fails what fails of it, if it is the same.
 */
export async function shrink<Found, Candidate>(
  found: Found,
  smaller: (found: Found) => Iterable<Candidate>,
  fails: (candidate: Candidate) => Promise<Found | undefined>,
  mostAttempts: number,
): Promise<Found> {
  let best = found;
  let attempts = 0;
  for (let improved = true; improved && attempts < mostAttempts; ) {
    improved = false;
    for (const candidate of smaller(best)) {
      if (attempts++ >= mostAttempts) break;
      const shown = await fails(candidate);
      if (shown === undefined) continue;
      best = shown;
      improved = true;
      break;
    }
  }
  return best;
}
