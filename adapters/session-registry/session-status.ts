import type { SessionStatus } from '../../harness/contract/registry.ts';
import type { Listing } from './ask-sources.ts';
import type { Liveness } from './process-look.ts';

/** What is so of a session now, by what its source says and what its process is. Nothing else is asked, and nothing is remembered. */
export function statusOf(
  id: string,
  { listing, process, inGrace }: { listing: Listing; process: Liveness | undefined; inGrace: boolean },
): SessionStatus {
  const listed = listing?.get(id);
  // Whom the source calls stopped and whose process is there: somebody is wrong, and nobody knows who.
  if (listed !== undefined) return listed.status === 'stopped' && process === 'alive' ? 'unknown' : listed.status;
  if (process === 'alive') return 'running';
  if (process === 'gone') return 'stopped';
  // A source that failed has told nothing; and one that was asked too early could not know yet.
  return listing === undefined || process === 'unknown' || inGrace ? 'unknown' : 'stopped';
}
