import { type AppendRequirement, allOf, failedLoudly, NO_CALLS, needsAwaitedAppend, needsSurvival } from '../requirement.ts';

/** APPEND-5. */
export const append5: AppendRequirement = {
  id: 'APPEND-5',
  title: 'the caller of append sees the rejection',
  severity: 'MUST',
  needs: "append: 'awaited'",
  origin: 'appends that resolve when the record is in a buffer',
  explanation: `Where append returns a promise, that is the acknowledgement: if it resolves, the record is stored, and if the disk did not take it, the promise rejects. It also has to settle:
an append that hangs after a failure tells nobody anything.

What to do: resolve after the write, not before it, and let its error through.`,
  defects: ['failed-append-acknowledged'],
  notApplicable: allOf(needsAwaitedAppend, needsSurvival),
  concerns: failedLoudly,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'append-lost',
};
