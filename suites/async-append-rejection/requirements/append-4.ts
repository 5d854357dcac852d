import { type AppendRequirement, allOf, failedLoudly, NO_CALLS, needsAcceptance, needsSurvival } from '../requirement.ts';

/** APPEND-4. */
export const append4: AppendRequirement = {
  id: 'APPEND-4',
  title:
    'when the fault heals there is no silent hole: later records are stored after the failed ones, or the failure stays reported',
  severity: 'MUST',
  needs: "append: 'queued', or acknowledgedBy: 'flush'",
  origin: 'incident 3, before its fix: a write failure that heals drops its batch and later appends succeed (0,3,4,5 durable)',
  explanation: `A flush that rejects once and then resolves says that all is well again. So everything accepted before it has to be there, the records of the failed batch in front
of the later ones; or it has to go on rejecting. A log with a hole in it replays to a state that never was.

What to do: leave a batch in the queue until it is written; put nothing behind it before that.`,
  defects: ['failed-batch-dropped', 'read-takes-the-error'],
  notApplicable: allOf(needsAcceptance, needsSurvival),
  concerns: failedLoudly,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'hole',
};
