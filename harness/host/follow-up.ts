import type { Claims } from '../contract/claims.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { Operation } from '../model/operation.ts';
import type { Snapshot } from './snapshot.ts';

/** The session that only the write after recovery creates. */
export const NEW_SESSION = 'after-recovery';

/**
 * The kinds of write after a recovery, each tried as the first: one change of every session and a new session; a compaction of each; the
 * deletion of each. Most stores that lose data lose it in the save after the load, and what a crash left lying about (an
 * old copy, a half-written compaction) shows when the next one of its kind comes.
 */
export type FollowUpRound = 'write' | 'rewrite' | 'delete';

/** The operations of one round on the sessions that can be read; flushed where a flush acknowledges. */
export function followUpOperations(
  round: FollowUpRound,
  snapshot: Snapshot,
  capabilities: Capabilities,
  claims: Claims,
): Operation[] {
  const sessions = Object.entries(snapshot.read).flatMap(([session, result]) =>
    'state' in result && result.state !== null ? [session] : [],
  );
  const operations = operationsOf(round, sessions, snapshot, capabilities);
  if (claims.acknowledgedBy === 'flush' && capabilities.methods.includes('flush')) operations.push({ op: 'flush' });
  return operations;
}

function operationsOf(
  round: FollowUpRound,
  sessions: readonly string[],
  snapshot: Snapshot,
  capabilities: Capabilities,
): Operation[] {
  switch (round) {
    case 'write':
      return [
        ...sessions.filter((session) => session !== NEW_SESSION).flatMap((session) => changesTo(session, capabilities)),
        ...creation(snapshot, capabilities),
      ];
    case 'rewrite':
      return sessions.map((session) => ({ op: 'rewrite', session, records: [{ after: `compaction of ${session}` }] }));
    case 'delete':
      return sessions.map((session) => ({ op: 'delete', session }));
  }
}

function changesTo(session: string, { fields, records }: Capabilities): Operation[] {
  const operations: Operation[] = [];
  if (fields) operations.push({ op: 'patch', session, fields: { after: `recovery of ${session}` } });
  if (records) operations.push({ op: 'append', session, record: { after: `recovery of ${session}` } });
  return operations;
}

/** Makes the new session, unless it is there or cannot be read. */
function creation({ read }: Snapshot, capabilities: Capabilities): Operation[] {
  const known = read[NEW_SESSION];
  if (known !== undefined && !('state' in known && known.state === null)) return [];
  if (!capabilities.methods.includes('create')) return changesTo(NEW_SESSION, capabilities);
  const create: Operation = { op: 'create', session: NEW_SESSION, fields: capabilities.fields ? { after: 'recovery' } : {} };
  return capabilities.fields ? [create] : [create, ...changesTo(NEW_SESSION, capabilities)];
}
