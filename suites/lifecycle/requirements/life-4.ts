import type { SessionRow } from '../../../harness/contract/pool.ts';
import { keyText, sameKey } from '../../../harness/model/pool/command.ts';
import type { PoolEvent } from '../../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import type { SessionState } from '../../../harness/model/pool/ledger-state.ts';
import { agentText } from '../named.ts';
import { all, claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';

/** LIFE-4: eviction keeps the durable row. */
export const life4: LifecycleRequirement = {
  id: 'LIFE-4',
  title: 'eviction keeps the durable row, and the next use reattaches the same id',
  severity: 'MUST',
  needs: "claims.sessions: 'by-key' and claims.rows: 'kept'",
  origin: 'incident 5: an evicted agent is reattached by the session id in its row on the next turn',
  explanation: `To evict an agent is to save memory; the conversation goes on. So the row with the backend's session id stays, at every moment, and the next prompt starts an agent with
that id as \`resumeId\`. The pool is also killed at every change of the rows around an eviction, and the row has to be there then too.

Legal: anything after the agent exited by itself, or after the chat was closed. With \`restart: 'recreates'\`, a pool that was killed begins anew.

What to do: write the row when the agent has started, not when it is stopped; do not delete it with the agent; and give its id to \`spawn\`.`,
  defects: ['eviction-deletes-row', 'eviction-forgets-id'],
  notApplicable: all(claimed('sessions', 'by-key'), claimed('rows', 'kept')),
  watch(event, ledger) {
    if (event.type === 'quiet' || event.type === 'crash') return watchRows(event.rows, ledger);
    return event.type === 'spawn' ? watchResumption(event, ledger) : undefined;
  },
};

function isEvicted({ last, closed, exitedSinceSent }: SessionState): boolean {
  return last?.evicted === true && last.turns > 0 && !closed && !exitedSinceSent;
}

function watchRows(rows: readonly SessionRow[], ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  // What another process left is of interest to a pool that goes on with it.
  const goesOn = ({ last }: SessionState) => last?.life === ledger.life || ledger.claims.restart === 'reattaches';
  const evicted = ledger.sessions.filter((session) => isEvicted(session) && goesOn(session));
  const lost = evicted.find(({ key, last }) => rows.find((row) => sameKey(row, key))?.sessionId !== last?.sessionId);
  if (lost?.last === undefined) return evicted.length > 0 ? 'tested' : undefined;
  const row = rows.find((candidate) => sameKey(candidate, lost.key));
  return {
    expected: `The row of ${keyText(lost.key)} holds ${lost.last.sessionId} after ${agentText(lost.last)} was evicted.`,
    observed: row === undefined ? 'There is no such row.' : `It holds ${row.sessionId}.`,
  };
}

function watchResumption(event: PoolEvent & { type: 'spawn' }, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  const session = ledger.session(event);
  const { last } = session;
  if (last === undefined || !isEvicted(session)) return undefined;
  if (last.life < ledger.life && ledger.claims.restart !== 'reattaches') return undefined;
  if (event.resumeId === last.sessionId) return 'tested';
  // With the id of another: LIFE-8.
  if (event.resumeId !== undefined && !session.ids.has(event.resumeId)) return undefined;
  return {
    expected: `The next agent of ${keyText(event)} goes on with session ${last.sessionId}, for its last one was evicted.`,
    observed: event.resumeId === undefined ? 'It begins a new session.' : `It goes on with ${event.resumeId}.`,
  };
}
