import { type AppendRequirement, allOf, failedLoudly, NO_CALLS, needsAcceptance, needsSurvival } from '../requirement.ts';

/** APPEND-2. */
export const append2: AppendRequirement = {
  id: 'APPEND-2',
  title: 'a failed background write is reported (onError) and makes the next flush or close reject',
  severity: 'MUST',
  needs: "append: 'queued', or acknowledgedBy: 'flush'",
  origin: 'catch blocks that log, or do nothing, around writes that nobody awaits',
  explanation: `What was only accepted is promised by the flush. If a write of it failed and the flush resolves, or a close where there is no flush, nobody will ever know
that it is missing. A write that fails between two flushes is passed to onError when it fails, since the next flush may be far away.

What to do: remember the first failure until a flush or close has thrown it, and write what failed again before either resolves.`,
  defects: ['background-failure-swallowed'],
  notApplicable: allOf(needsAcceptance, needsSurvival),
  concerns: failedLoudly,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'silent-failure',
};
