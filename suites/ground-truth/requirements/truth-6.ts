import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-6: grace holds, and bad or future timestamps bound it. */
export const truth6: TruthRequirement = {
  id: 'TRUTH-6',
  title: 'grace holds, and bad or future timestamps bound it',
  severity: 'MUST',
  needs: 'status',
  origin: 'incident 4: an invalid start time skips the grace period, a future one never ends it',
  explanation: `Between its launch and the moment when its source lists it, a session is there and nobody knows it. For that time it is not called stopped, and after it not for ever running. The
time is counted by the registry's own clock: what a launch says of when it began may be no number (every comparison with NaN is false), or lie in the future.

Legal: running or unknown within the grace; after twice the grace, counted from the launch and from the first question, stopped or unknown, but not unknown for a bad
timestamp where a good one gives stopped. In between, and for a launch that says it began long ago, any.

What to do: note when you were told of the launch, and count from there.`,
  defects: ['no-grace', 'invalid-time-skips-grace', 'future-time-never-ends-grace'],
  notApplicable: applies.status,
  concerns: concerns.grace,
  isBrokenBy: ({ kind }) => kind === 'grace',
};
