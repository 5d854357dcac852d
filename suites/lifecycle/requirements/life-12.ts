import type { PoolEvent } from '../../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import { agentText, promptText } from '../named.ts';
import { claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';
import { capitalised } from '../unserved.ts';

/** LIFE-12: dispose drains. */
export const life12: LifecycleRequirement = {
  id: 'LIFE-12',
  title: 'dispose drains',
  severity: 'MUST',
  needs: "claims.dispose: 'drains'",
  origin: 'incident 5: dispose drains what is in flight; generic-pool: drain, then clear',
  explanation: `\`dispose\` takes no more prompts, lets the turns in flight come to their end, then stops every agent and comes back. So no answer is cut off by a restart of the program, and no
agent outlives it: also none that was just being started.

Legal: to serve or to refuse prompts that still waited; to give up on a turn after a time of the pool's own. No time passes here while it drains.

What to do: refuse first, then wait for what is in flight, then stop the agents, and look again for those that were being started.`,
  defects: ['dispose-kills', 'dispose-leaves-agents', 'dispose-hangs'],
  notApplicable: claimed('dispose', 'drains'),
  watch(event, ledger) {
    if (!ledger.disposed) return undefined;
    return event.type === 'quiet' ? watchQuiet(event.waited, ledger) : watchEvent(event, ledger);
  },
};

function watchEvent(event: PoolEvent, ledger: PoolLedger): PoolDeviation | undefined {
  const drains = 'Turns in flight come to their end before dispose stops their agents.';
  if (event.type === 'kill') {
    const agent = ledger.agents.get(event.spawn);
    // A sweep that stops what works does so at any time: LIFE-3.
    if (agent?.turn === undefined || agent.unwanted || ledger.calledInThisLife('sweep').length > 0) return undefined;
    return { expected: drains, observed: `${agentText(agent)} was stopped in the middle of prompt ${agent.turn}.` };
  }
  if (event.type === 'return') {
    const prompt = ledger.prompts.get(event.call);
    if (prompt?.sentTo?.turn !== event.call || prompt.excuses.has('close') || prompt.excuses.has('abort')) return undefined;
    return {
      expected: drains,
      observed: `${capitalised(promptText(prompt))} came back as ${event.status ?? 'failed'} before its end.`,
    };
  }
  if (event.type !== 'send') return undefined;
  const late = ledger.prompts.get(event.call);
  if (late?.late !== true) return undefined;
  return { expected: 'A pool that is disposed takes no more prompts.', observed: `${capitalised(promptText(late))} was served.` };
}

function watchQuiet(waited: boolean, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  if (ledger.working.length > 0 || ledger.living.some(({ owed }) => owed > 0)) return 'tested';
  const dispose = ledger.calledInThisLife('dispose')[0];
  const hanging = ledger.outstanding.find(({ late }) => !late);
  if (hanging !== undefined) {
    // What else a pool did not get over is another requirement's.
    if (!waited || !['none', 'close'].includes(ledger.causeFor(hanging.key))) return undefined;
    return {
      expected: `${capitalised(promptText(hanging))} comes back before dispose does.`,
      observed: 'It has not come back.',
    };
  }
  if (dispose?.returned !== true) {
    if (!waited) return undefined;
    return { expected: 'dispose comes back when no turn is in flight.', observed: 'It has not come back.' };
  }
  const left = ledger.living[0];
  if (left === undefined) return 'tested';
  return { expected: 'No agent is alive when dispose has come back.', observed: `${agentText(left)} is.` };
}
