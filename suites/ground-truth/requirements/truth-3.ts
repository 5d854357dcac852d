import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-3: a late success after a timeout does not count. */
export const truth3: TruthRequirement = {
  id: 'TRUTH-3',
  title: 'a late success after a timeout does not count',
  severity: 'MUST',
  needs: 'sources',
  origin: "incident 4: the discovery that lost the race goes on, and merges its result into the registry's state when it comes",
  explanation: `When the time of a source is up, the question is answered without it. What it says afterwards is about a moment that is past: it is neither taken into the answer nor
kept for the next one. \`Promise.race\` only ignores the loser; whatever the loser's \`then\` does, it does all the same. And a race against a timer does not see a source
that keeps the thread busy: its promise is first, though the time is up. The clock tells.

Legal: as under TRUTH-2. A registry may ask again, and believe what comes in time.

What to do: have the caller of \`discover\` merge what it got, after the race; compare the clock.`,
  defects: ['waits-for-ever', 'late-answer-merged', 'blocking-source-believed'],
  notApplicable: applies.sources,
  concerns: concerns.lateness,
  isBrokenBy: ({ kind }) => kind === 'late-answer',
};
