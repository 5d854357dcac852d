import { type CrashRequirement, needsMethod } from '../requirement.ts';

/** CRASH-10: compaction. */
export const crash10: CrashRequirement = {
  id: 'CRASH-10',
  title: 'compaction is atomic: before or after, never between',
  severity: 'MUST',
  needs: 'rewrite',
  origin: 'incident 3: rewrite truncated in place; of 40 SIGKILLs 9 lost records, 8 of them all',
  explanation: `A rewrite replaces all records of a session. Killed in the middle, the session must have all the old records or all the new ones.

What to do: write the new log beside the old one and rename it over; never open the log for writing with truncation, never unlink it first.`,
  defects: ['compaction-in-place', 'compaction-unlink-then-rename'],
  notApplicable: needsMethod('rewrite'),
  concerns: ({ operations, inFlight }) => inFlight !== undefined && operations[inFlight]?.op === 'rewrite',
  isBrokenBy: (deviation, { operations }) =>
    (deviation.kind === 'lost' || deviation.kind === 'partial' || deviation.kind === 'hole') &&
    deviation.inFlight !== undefined &&
    operations[deviation.inFlight]?.op === 'rewrite',
};
