import { type CrashRequirement, survivesNothing, WITHOUT_ROUND_TRIP } from '../requirement.ts';

/** CRASH-1: durable linearizability of acknowledged operations. */
export const crash1: CrashRequirement = {
  id: 'CRASH-1',
  basic: true,
  title: 'acknowledged operations survive a process kill at every crash point',
  severity: 'MUST',
  needs: "claims.survives of 'process-kill' or more; judged after the flush where a flush acknowledges",
  origin:
    'incidents 1 to 4: SIGKILL in 40 runs left 13 files that could not be parsed; a launch acknowledged 700 ms before a kill was lost',
  explanation: `Once create, patch, append, rewrite or delete has returned (or its promise has resolved), the change must be there when the next process
opens the store, wherever the first one was killed. It breaks in two ways: the store acknowledges before it has written, or a later write
puts the only copy at risk, as writeFile does, which empties the file first and fills it afterwards.

What to do: write the new content to a temporary file beside the old one and rename it over the old one; acknowledge after the rename.
For logs: append with one write call, acknowledge when it has returned.`,
  defects: ['truncate-in-place', 'acknowledge-before-write', 'removes-old-sessions'],
  under: 'process-kill',
  abilities: WITHOUT_ROUND_TRIP,
  notApplicable: survivesNothing,
  concerns: ({ statuses }) => statuses.includes('acknowledged'),
  isBrokenBy: ({ kind }) => kind === 'lost' || kind === 'resurrected',
};
