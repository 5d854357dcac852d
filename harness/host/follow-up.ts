import type { Claims } from '../contract/claims.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { Operation } from '../model/operation.ts';
import type { Snapshot } from './life.ts';

/** The session that only the write after recovery creates. */
export const NEW_SESSION = 'after-recovery';

/**
 * The write after recovery (most stores destroy data on the save after the load): one change of every session that can be read,
 * and a new session; flushed where a flush acknowledges.
 */
export function followUpOperations(snapshot: Snapshot, capabilities: Capabilities, claims: Claims): Operation[] {
  const operations: Operation[] = [];
  const write = (session: string) => {
    if (capabilities.fields) operations.push({ op: 'patch', session, fields: { after: `recovery of ${session}` } });
    if (capabilities.records) operations.push({ op: 'append', session, record: { after: `recovery of ${session}` } });
  };
  for (const [session, result] of Object.entries(snapshot.read)) {
    if ('state' in result && result.state !== null && session !== NEW_SESSION) write(session);
  }
  const known = snapshot.read[NEW_SESSION];
  if (known === undefined || ('state' in known && known.state === null)) {
    const creates = capabilities.methods.includes('create');
    if (creates)
      operations.push({ op: 'create', session: NEW_SESSION, fields: capabilities.fields ? { after: 'recovery' } : {} });
    if (!creates || !capabilities.fields) write(NEW_SESSION);
  }
  if (claims.acknowledgedBy === 'flush' && capabilities.methods.includes('flush')) operations.push({ op: 'flush' });
  return operations;
}
