import { type AppendRequirement, allOf, NO_CALLS, needsMethod, needsSurvival } from '../requirement.ts';

/** APPEND-15: groups of records. */
export const append15: AppendRequirement = {
  id: 'APPEND-15',
  title: 'a group of which one record failed leaves none',
  severity: 'MUST',
  needs: 'appendAll',
  origin: 'copilot-cli#3183: the call is stored and its result is not, since the disk was full in between',
  explanation: `Records that were appended as one and refused are there together, if the failure came after they had been stored, or not at all. A call without its result is worse than
neither.

What to do: write the group as one line; where it takes several calls, take back what was written of it when one of them fails, and let the reader leave out a group
that has no end.`,
  defects: ['group-appended-one-by-one'],
  notApplicable: allOf(needsSurvival, needsMethod('appendAll')),
  concerns: ({ fault, struck, workload }) =>
    fault !== undefined && struck && workload.operations.some(({ op }) => op === 'appendAll'),
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'part-of-group',
};
