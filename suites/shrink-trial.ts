/** Something that fails, and the trial that shows it. */
export interface ShownBy<Trial> {
  readonly trial: Trial;
}

/**
 * The smallest trial that can be found which still fails. Deterministic: the first smaller one that does is taken, and made smaller in its turn.
 *
 * @param smaller every trial that is one step smaller, the likeliest first.
 * @param fails what fails of a trial, if it is the same.
 */
export async function shrinkTrial<Trial, Found extends ShownBy<Trial>>(
  found: Found,
  smaller: (trial: Trial) => Iterable<Trial>,
  fails: (trial: Trial) => Promise<Found | undefined>,
  mostAttempts: number,
): Promise<Found> {
  let best = found;
  let attempts = 0;
  for (let improved = true; improved && attempts < mostAttempts; ) {
    improved = false;
    for (const trial of smaller(best.trial)) {
      if (attempts++ >= mostAttempts) break;
      const shown = await fails(trial);
      if (shown === undefined) continue;
      best = shown;
      improved = true;
      break;
    }
  }
  return best;
}
