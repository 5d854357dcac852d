import { type CrashRequirement, needsMethod } from '../requirement.ts';

/** CRASH-11: deletion. */
export const crash11: CrashRequirement = {
  id: 'CRASH-11',
  title: 'a deleted session stays deleted',
  severity: 'MUST',
  needs: 'delete',
  origin: 'incident 2: a session that was deleted comes back from a legacy directory',
  explanation: `When delete has returned, the session is gone for good: not read, not listed, not revived by a replayed log, by an old copy or by a new session
that takes the same id. People delete conversations because they must not be seen again.

What to do: remove every copy before acknowledging, or make the tombstone as durable as the data.`,
  defects: ['tombstone-lost', 'unlink-without-directory-fsync'],
  under: 'any-crash',
  notApplicable: needsMethod('delete'),
  concerns: ({ operations, statuses }) =>
    operations.some((operation, index) => operation.op === 'delete' && statuses[index] === 'acknowledged'),
  isBrokenBy: (deviation) => deviation.kind === 'resurrected' || (deviation.kind === 'write-lost' && deviation.deleted === true),
};
