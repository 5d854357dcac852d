import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import { agentText } from '../named.ts';
import { claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';

/** LIFE-2: a cap, and who goes first. */
export const life2: LifecycleRequirement = {
  id: 'LIFE-2',
  title: 'at most the cap stays live, and the least recently used goes first',
  severity: 'MUST',
  needs: "claims.cap: 'evicts' or 'waits'",
  origin: 'incident 5: at most 10 live agents, the least recently used of them goes',
  explanation: `No more than \`maxLive\` agents stay alive. Which one has to go when another is needed is the one that nobody has used for longest: the one just used is the
one most likely to be used again.

Legal: with \`cap: 'evicts'\`, to have more while all of them are busy, and to put that right when one is idle, at the next \`sweep\` at the latest; or to
wait. Two agents whose uses overlap, or lie in the same millisecond, may go in any order. With \`cap: 'waits'\`, there are never more, and the order is free.

What to do: count an agent from before its start is awaited, and note the use of an agent at the end of its turn too.`,
  defects: ['most-recently-used-goes', 'cap-unchecked'],
  notApplicable: claimed('cap', 'evicts', 'waits'),
  watch(event, ledger) {
    const { claims, config } = ledger;
    if (event.type === 'spawn' && claims.cap === 'waits') {
      const count = ledger.living.length;
      return count < config.maxLive ? undefined : tooMany(count + 1, ledger);
    }
    if (event.type !== 'quiet' || ledger.disposed) return undefined;
    if (claims.cap === 'waits') return ledger.living.length === config.maxLive ? 'tested' : undefined;
    return wrongVictim(ledger) ?? overCap(ledger) ?? (ledger.victims.length > 0 ? 'tested' : undefined);
  },
};

function wrongVictim(ledger: PoolLedger): PoolDeviation | undefined {
  for (const { victim, passedOver } of ledger.victims) {
    const kept = passedOver.find((agent) => ledger.isIdle(agent));
    if (kept === undefined || ledger.nowMs - victim.usedMs >= ledger.config.idleTtlMs) continue;
    return {
      expected: `The agent that was used least recently makes room: ${agentText(kept)}.`,
      observed: `${agentText(victim)} was stopped, which had been used after it.`,
    };
  }
  return undefined;
}

function overCap(ledger: PoolLedger): PoolDeviation | undefined {
  const { living, config, sweeps, sweptMs, nowMs } = ledger;
  if (living.length <= config.maxLive || !living.some((agent) => ledger.isIdle(agent))) return undefined;
  if (sweeps && sweptMs !== nowMs) return undefined;
  return tooMany(living.length, ledger);
}

function tooMany(count: number, { config }: PoolLedger): PoolDeviation {
  return {
    expected: `At most ${config.maxLive} agents stay alive.`,
    observed: `${count} are alive, and not all of them are busy.`,
  };
}
