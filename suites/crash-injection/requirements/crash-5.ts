import { type CrashRequirement, survivesNothing } from '../requirement.ts';

/** CRASH-5: isolation of sessions from each other's crashes. */
export const crash5: CrashRequirement = {
  id: 'CRASH-5',
  title: 'sessions that were not being written are untouched',
  severity: 'MUST',
  needs: "claims.survives of 'process-kill' or more",
  origin: 'opencode#10904: one file of NULs hid the 18 others; Roo-Code#1758: a global index, last writer wins',
  explanation: `A crash while one session is written may cost at most that one operation. Stores that keep all sessions, or an index of them, in one file put every
session at stake with every write.

What to do: one file a session; or replace the common file atomically.`,
  defects: ['single-file-for-all'],
  under: 'any-crash',
  notApplicable: survivesNothing,
  concerns: ({ inFlight, atInvocation, point }) =>
    inFlight !== undefined && (point.lost !== undefined || atInvocation !== undefined),
  isBrokenBy: (deviation) => 'bystander' in deviation && deviation.bystander,
};
