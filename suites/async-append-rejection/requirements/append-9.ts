import { type AppendRequirement, allOf, NO_CALLS, needsMethod, needsSurvival } from '../requirement.ts';

/** APPEND-9. */
export const append9: AppendRequirement = {
  id: 'APPEND-9',
  title: 'order is kept and no record is stored twice, retries included',
  severity: 'MUST',
  needs: 'append',
  origin: 'queues that write a whole batch again when its last record failed',
  explanation: `Trying again is right, but a batch of which a part was written must not be written again from its beginning, and what waits for another try must not be overtaken. Records have
no names by which a reader could tell.

What to do: take each record out of the queue when it is written, or cut the file back to where the batch began before trying again. Let one drain run at a time.`,
  defects: ['retry-writes-twice'],
  notApplicable: allOf(needsMethod('append'), needsSurvival),
  concerns: (faultCase) => faultCase.fault !== undefined && faultCase.struck,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'twice',
};
