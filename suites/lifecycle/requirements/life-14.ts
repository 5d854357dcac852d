import { agentText, timeText } from '../named.ts';
import { claimed, type LifecycleRequirement } from '../requirement.ts';

/** LIFE-14: a late heartbeat is no proof of death. */
export const life14: LifecycleRequirement = {
  id: 'LIFE-14',
  title: 'a heartbeat that is late is no proof of death while the agent works',
  severity: 'MUST',
  needs: "claims.heartbeat: 'watched'",
  origin: 'gastown#4468: agents that were at work and too busy for a heartbeat were taken for dead and killed',
  explanation: `An agent that works hard gives its signs of life late: it compiles, waits for a model, or its machine is loaded. To take it for dead loses the turn, and starts a second one on the
same worktree beside it. Silence is a reason to ask \`isAlive\`, and its answer counts.

Legal: to give an agent up that \`isAlive\` says is dead.

What to do: treat a late heartbeat as a question. Only the exit of the process, or its absence, is an answer.`,
  defects: ['late-heartbeat-kills'],
  notApplicable: claimed('heartbeat', 'watched'),
  watch(event, ledger) {
    const silent = ledger.living.find((agent) => ledger.isSilent(agent));
    if (silent?.turn === undefined || ledger.disposed) return undefined;
    const recent = ledger.nowMs - silent.restedMs < ledger.config.idleTtlMs;
    const since = timeText(ledger.nowMs - silent.heardMs);
    const expected = `${agentText(silent)} works and is alive: it goes on, though it has given no sign of life for ${since}.`;
    if (event.type === 'kill' && event.spawn === silent.spawn && recent && !silent.unwanted)
      return { expected, observed: 'It was stopped.' };
    if (event.type === 'return' && event.call === silent.turn) {
      const excuses = ledger.prompts.get(event.call)?.excuses;
      if (excuses?.has('close') || excuses?.has('abort') || !recent) return undefined;
      return { expected, observed: `Its turn came back as ${event.status ?? 'failed'}.` };
    }
    // Without a sweep to be called, the pool's own timers have had their time.
    const looked = !ledger.sweeps || ledger.sweptMs === ledger.nowMs;
    return event.type === 'quiet' && looked ? 'tested' : undefined;
  },
};
