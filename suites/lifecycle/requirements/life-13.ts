import { keyText, sameKey } from '../../../harness/model/pool/command.ts';
import { agentText, timeText } from '../named.ts';
import { always, type LifecycleRequirement } from '../requirement.ts';
import { refusedFor, unservedFor } from '../unserved.ts';

/** LIFE-13: a start that failed frees its place. */
export const life13: LifecycleRequirement = {
  id: 'LIFE-13',
  title: 'a start that failed frees its place',
  severity: 'MUST',
  origin:
    'generic-pool#254: each create that failed took one of the places of the pool for good, until nobody could acquire any more',
  explanation: `An agent that could not be started is no agent: it is not counted, not listed by \`live\`, and nobody waits for it. The prompt that wanted it comes back as failed, or is served
by another try. The next prompt tries again; a start that failed once says nothing of the next one.

What to do: give the place back in \`finally\`, and do not keep the promise of a start that was rejected.`,
  defects: ['failed-start-keeps-place', 'failed-start-remembered'],
  notApplicable: always,
  watch(event, ledger) {
    if (ledger.spawnFailures === 0) return undefined;
    if (event.type === 'send') return 'tested';
    if (event.type === 'return') return refusedFor('spawn-failed', event, ledger);
    if (event.type === 'kill') {
      const agent = ledger.agents.get(event.spawn);
      if (agent === undefined || ledger.claims.cap !== 'evicts' || !ledger.isIdle(agent)) return undefined;
      if (ledger.mayStop(agent)) return undefined;
      const { idleTtlMs, maxLive } = ledger.config;
      if (ledger.nowMs - agent.usedMs >= idleTtlMs || ledger.wanted > maxLive || ledger.wanted + ledger.spawnFailures <= maxLive)
        return undefined;
      return {
        expected: `With ${ledger.wanted} of ${maxLive} places taken, an agent stays for ${timeText(idleTtlMs)} after it was used.`,
        observed: `${agentText(agent)} was stopped, as if the agents that did not start had a place.`,
      };
    }
    if (event.type !== 'quiet') return undefined;
    const phantom = event.live?.find((session) => !ledger.living.some(({ key }) => sameKey(key, session)));
    if (phantom !== undefined && ledger.claims.sessions === 'by-key' && ledger.session(phantom).spawnFailedSinceSent)
      return {
        expected: 'What did not start is not live.',
        observed: `live shows ${keyText(phantom)}, whose agent did not start.`,
      };
    return !event.waited ? undefined : unservedFor('spawn-failed', 'a start that failed keeps nothing', ledger);
  },
};
