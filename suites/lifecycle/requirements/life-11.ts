import { keyText, sameKey } from '../../../harness/model/pool/command.ts';
import type { PoolEventOf } from '../../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import { all, claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';
import { isDuplicate, refusedFor, unservedFor } from '../unserved.ts';

/** LIFE-11: a restart in the middle of a turn. */
export const life11: LifecycleRequirement = {
  id: 'LIFE-11',
  title: 'a restart in the middle of a turn reattaches or recreates, with no phantom busy',
  severity: 'MUST',
  needs: "claims.restart: 'reattaches' or 'recreates'",
  origin: 'incident 5: restart in the middle of a session; the next turn reattaches or recreates from the rows',
  explanation: `The process of the pool is killed at every change of the rows, and opened again on what they hold: also between the start of an agent and the row that tells of it, and while a
row says that a turn is in flight. Nothing is in flight any more then, so nothing may wait for it: the pool opens, \`live\` shows nothing busy, and the next
prompt of each session is served by one agent that is started for it. When that turn is over, its row does not say \`busy\` either.

Legal: to reattach or to begin anew, as the claim says; a row of a turn that nothing was said of yet may be there or not.

What to do: take \`busy\` in a row for a note of what was, not for a lock, and put it right when the pool opens.`,
  defects: ['busy-row-is-a-lock', 'phantom-busy'],
  notApplicable: all(claimed('rows', 'kept'), claimed('restart', 'reattaches', 'recreates')),
  watch(event, ledger) {
    if (ledger.life < 2) return undefined;
    switch (event.type) {
      case 'opened':
        if (event.error === undefined) return 'tested';
        return { expected: 'The pool opens on the rows that it left.', observed: `It does not: ${event.error}.` };
      case 'spawn':
        return watchSpawn(event, ledger);
      case 'return':
        return refusedFor('restart', event, ledger);
      case 'quiet':
        return watchQuiet(event, ledger);
      default:
        return undefined;
    }
  },
};

function watchQuiet({ live = [], rows, waited }: PoolEventOf<'quiet'>, ledger: PoolLedger): PoolDeviation | undefined {
  const phantom = live.find((session) => session.busy && ledger.outstandingOf(session).length === 0);
  if (phantom !== undefined)
    return { expected: 'Nothing is busy after the pool was killed.', observed: `live says that ${keyText(phantom)} is.` };
  const stale = rows.find(
    (row) => row.status === 'busy' && ledger.session(row).sentInLife === ledger.life && ledger.outstandingOf(row).length === 0,
  );
  if (stale !== undefined)
    return { expected: `No turn of ${keyText(stale)} is in flight.`, observed: 'Its row says that it is busy.' };
  return !waited ? undefined : unservedFor('restart', 'nothing is in flight after the pool was killed', ledger);
}

function watchSpawn(event: PoolEventOf<'spawn'>, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  const { sentInLife, last, ids } = ledger.session(event);
  if (sentInLife === ledger.life) return undefined;
  if (isDuplicate(event, ledger) && ledger.outstandingOf(event).length === 1)
    return {
      expected: `One agent of ${keyText(event)} is started for the first turn after the kill.`,
      observed: 'A second one is.',
    };
  const cutShort = last?.life === ledger.life - 1 && last.phase === 'running' && last.turn !== undefined;
  const row = ledger.rows.find((candidate) => sameKey(candidate, event));
  if (!cutShort || ledger.claims.restart !== 'reattaches' || row === undefined || !ids.has(row.sessionId)) return undefined;
  if (event.resumeId === row.sessionId) return 'tested';
  // With the id of another: LIFE-8.
  if (event.resumeId !== undefined && !ids.has(event.resumeId)) return undefined;
  return {
    expected: `${keyText(event)} goes on with ${row.sessionId}, which its row holds.`,
    observed: event.resumeId === undefined ? 'It begins a new session.' : `It goes on with ${event.resumeId}.`,
  };
}
