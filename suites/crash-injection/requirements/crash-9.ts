import { type CrashRequirement, needsMethod } from '../requirement.ts';

/** CRASH-9: flush. */
export const crash9: CrashRequirement = {
  id: 'CRASH-9',
  title: 'what was flushed survives, and what survives has no holes',
  severity: 'MUST',
  needs: 'flush',
  origin: 'incident 3: a failed batch was dropped and later appends succeeded (0,3,4,5 durable)',
  explanation: `Where operations are queued, flush is the promise: everything accepted before it is stored when it resolves. What was accepted after the last flush
may be lost, but only from the end: a later record never survives without the earlier ones of its session.

What to do: one queue per session, written in order; flush waits for all of it, and rejects if any of it failed.`,
  defects: ['flush-lies', 'flush-with-holes', 'flush-without-directory-fsync'],
  under: 'any-crash',
  notApplicable: needsMethod('flush'),
  concerns: ({ operations, statuses }) =>
    operations.some((operation, index) => operation.op === 'flush' && statuses[index] === 'acknowledged'),
  isBrokenBy: (deviation) => deviation.kind === 'hole' || (deviation.kind === 'lost' && deviation.flushed),
};
