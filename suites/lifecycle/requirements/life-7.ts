import { agentText, promptText } from '../named.ts';
import { claimed, type LifecycleRequirement } from '../requirement.ts';
import { notComeBack, refusedFor, unservedFor } from '../unserved.ts';

/** LIFE-7: one session serialises, different sessions overlap. */
export const life7: LifecycleRequirement = {
  id: 'LIFE-7',
  title: 'one session serialises, different sessions overlap',
  severity: 'MUST',
  needs: "claims.sessions: 'by-key' or 'any'",
  origin: 'incident 5: a map of promises by session; the dispatcher skips sessions that are in flight',
  explanation: `An agent has one turn in flight: a second prompt of the same session is sent when the first is over. Prompts of other sessions are sent at once, however long the first
takes; two agents of one chat are two sessions.

Legal: to refuse a prompt whose session is busy, rather than to let it wait; to let it wait for a place while as many agents work as the cap allows.

What to do: a queue for each (chat, agent), not one for all, and the end of a turn, not the call that began it, lets the next one go.`,
  defects: ['turns-overlap', 'one-queue-for-the-pool'],
  notApplicable: claimed('sessions', 'by-key', 'any'),
  watch(event, ledger) {
    if (event.type === 'send') {
      const agent = ledger.agents.get(event.spawn);
      const other = agent?.turn === undefined ? undefined : ledger.prompts.get(agent.turn);
      if (agent === undefined || other === undefined)
        return ledger.working.length > 0 || ledger.prompts.get(event.call)?.excuses.has('behind') ? 'tested' : undefined;
      return {
        expected: `Prompt ${event.call} is sent when ${promptText(other)} is over.`,
        observed: `It was sent to ${agentText(agent)} in the middle of it.`,
      };
    }
    if (event.type === 'return') return refusedFor('none', event, ledger);
    if (event.type !== 'quiet' || !event.waited || ledger.disposed) return undefined;
    const hanging = ledger.unsettled().find(({ sentTo }) => sentTo?.interrupted !== true);
    if (hanging !== undefined) return notComeBack(hanging);
    return unservedFor('none', 'no turn of its session is in flight', ledger);
  },
};
