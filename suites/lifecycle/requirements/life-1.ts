import type { PoolEvent } from '../../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import type { AgentState } from '../../../harness/model/pool/ledger-state.ts';
import { agentText, timeText } from '../named.ts';
import { claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';

/** LIFE-1: idle past its time is evicted, never before. */
export const life1: LifecycleRequirement = {
  id: 'LIFE-1',
  title: 'an agent that is idle and not busy past the TTL is evicted, never before',
  severity: 'MUST',
  needs: "claims.idle: 'evicted'",
  origin: 'incident 5: an idle TTL of 30 minutes for each (chat, agent)',
  explanation: `Each warm agent is a process with memory of its own. One that nobody has used for \`idleTtlMs\` is stopped, and one that was used since is not: a turn starts
its time anew, and so does the end of a turn that lasted long.

Legal: to evict at the exact end of the time or later, by a timer of the pool's own or in \`sweep\`. A pool without \`sweep\` has a second TTL for it. An
agent whose turn was interrupted may be stopped at any time. When there are more agents than the cap allows, LIFE-2 says who goes.

What to do: note the time when a turn ends, not only when it begins, and compare with it when the timer fires: another turn may have run meanwhile.`,
  defects: ['idle-since-start', 'idle-kept'],
  notApplicable: claimed('idle', 'evicted'),
  watch(event, ledger) {
    if (event.type === 'kill') return watchKill(ledger.agents.get(event.spawn), ledger);
    return event.type === 'quiet' ? watchIdle(event, ledger) : undefined;
  },
};

function watchKill(agent: AgentState | undefined, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  if (agent === undefined || !ledger.isIdle(agent) || ledger.mayStop(agent)) return undefined;
  const idleMs = ledger.nowMs - agent.usedMs;
  const { idleTtlMs, maxLive } = ledger.config;
  if (idleMs >= idleTtlMs) return 'tested';
  // Failed starts and dead agents that still count as live: LIFE-13, LIFE-5.
  const ghosts = ledger.spawnFailures + ledger.exits;
  if (ledger.claims.cap === 'evicts' && ledger.wanted + ghosts > maxLive) return undefined;
  return {
    expected: `An agent stays for ${timeText(idleTtlMs)} after it was used.`,
    observed: `${agentText(agent)} was stopped when it had been idle for ${timeText(idleMs)}, with ${ledger.living.length} of ${maxLive} agents alive.`,
  };
}

function watchIdle({ atMs }: PoolEvent, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  const { sweeps, sweptMs, config, living } = ledger;
  const lookedMs = sweeps ? (sweptMs ?? 0) : atMs;
  const longestMs = sweeps ? config.idleTtlMs : 2 * config.idleTtlMs;
  const kept = living.find((agent) => ledger.isIdle(agent) && agent.turns > 0 && lookedMs - agent.usedMs > longestMs);
  if (kept === undefined || ledger.disposed) return undefined;
  const when = sweeps ? 'after the sweep' : 'without a sweep to be called';
  return {
    expected: `An agent that is idle for more than ${timeText(config.idleTtlMs)} is stopped.`,
    observed: `${agentText(kept)} is still alive ${when}, ${timeText(lookedMs - kept.usedMs)} after it was used.`,
  };
}
