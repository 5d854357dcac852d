import { agentText, promptText } from '../named.ts';
import { always, type LifecycleRequirement } from '../requirement.ts';
import { capitalised } from '../unserved.ts';

/** LIFE-3: busy is never evicted. */
export const life3: LifecycleRequirement = {
  id: 'LIFE-3',
  title: 'an agent that is busy is never evicted',
  severity: 'MUST',
  origin: 'incident 5: busy agents are left alone by the TTL and by the cap',
  explanation: `Nothing but \`close\` and \`dispose\` stops an agent whose turn is in flight: not the TTL, however long the turn lasts, and not the cap, even if every other agent is busy
too. And no turn is sent to an agent that was just stopped: the eviction and the prompt that wants the same agent are one after the other.

Legal: to stop an agent whose turn was interrupted. A prompt that comes while its agent is being stopped starts another one.

What to do: mark a session as busy before anything is awaited, and look at the mark in the same breath in which the agent is stopped.`,
  defects: ['evicts-busy', 'evicts-while-preparing'],
  notApplicable: always,
  watch(event, ledger) {
    if (event.type === 'kill') {
      const agent = ledger.agents.get(event.spawn);
      if (agent?.turn === undefined || agent.unwanted || ledger.disposed) return undefined;
      // A late sign of life alone, or the time alone: where it is both, nothing can be said.
      if (ledger.isSilent(agent)) return undefined;
      const prompt = ledger.prompts.get(agent.turn);
      return {
        expected: 'An agent whose turn is in flight goes on.',
        observed: `${agentText(agent)} was stopped in the middle of ${prompt === undefined ? 'a turn' : promptText(prompt)}.`,
      };
    }
    if (event.type === 'send') {
      const agent = ledger.agents.get(event.spawn);
      if (agent?.phase !== 'killed' || ledger.mayStop(agent)) return undefined;
      return {
        expected: 'A turn is sent to an agent that is alive.',
        observed: `Prompt ${event.call} was sent to ${agentText(agent)}, which the pool had just stopped.`,
      };
    }
    if (event.type === 'return') {
      const prompt = ledger.prompts.get(event.call);
      if (prompt === undefined || prompt.sentTo !== undefined || event.status === 'done') return undefined;
      if (prompt.excuses.size !== 1 || !prompt.excuses.has('evicted')) return undefined;
      return {
        expected: `${capitalised(promptText(prompt))} is served: its agent was alive when it was called.`,
        observed: 'That agent was stopped before the turn was sent, and the prompt came back as failed.',
      };
    }
    if (event.type !== 'quiet' || ledger.working.length === 0) return undefined;
    const pressed = ledger.working.some((agent) => ledger.nowMs - agent.usedMs > ledger.config.idleTtlMs);
    return pressed || ledger.wanted > ledger.config.maxLive ? 'tested' : undefined;
  },
};
