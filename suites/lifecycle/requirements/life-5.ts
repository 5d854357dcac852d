import { keyText } from '../../../harness/model/pool/command.ts';
import type { PoolEventOf } from '../../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import { agentText, promptText } from '../named.ts';
import { claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';
import { capitalised, isDuplicate, refusedFor, unservedFor } from '../unserved.ts';

/** LIFE-5: a crash of the agent. */
export const life5: LifecycleRequirement = {
  id: 'LIFE-5',
  title: 'a crash settles the turn in flight as failed, marks the row, and the next turn respawns exactly once',
  severity: 'MUST',
  needs: "claims.crash: 'respawns'",
  origin: 'incident 5: the exit of a child marks the row as crashed, and the next turn starts another one',
  explanation: `When an agent's process is gone, its turn can never end: the prompt settles now, as failed, and does not wait for ever. The row says \`crashed\`, for whoever looks at it. The
next prompt starts one agent, not none and not two, and is served by it.

Legal: to resume the session or to begin a new one; to reject instead of resolving with \`failed\`; to serve the prompts that were waiting behind the turn or
to refuse them too. An agent that exits while it is idle need not be marked. Where agents belong to nobody, another idle one may serve the next prompt.

What to do: listen for the exit as long as the agent lives, and forget the agent there, in the same breath in which the turn is settled.`,
  defects: ['crash-leaves-turn-hanging', 'crash-unmarked', 'respawns-never'],
  notApplicable: claimed('crash', 'respawns'),
  watch(event, ledger) {
    if (event.type === 'quiet') return event.waited ? watchQuiet(ledger) : undefined;
    if (event.type === 'spawn') return watchSpawn(event, ledger);
    if (event.type === 'send') {
      const agent = ledger.agents.get(event.spawn);
      if (agent?.phase !== 'exited') return undefined;
      return {
        expected: 'The next turn starts another agent.',
        observed: `Prompt ${event.call} was sent to ${agentText(agent)}, which had exited.`,
      };
    }
    return event.type === 'return' ? watchReturn(event, ledger) : undefined;
  },
};

function watchQuiet(ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  const hanging = ledger.outstanding.find(({ sentTo }) => sentTo?.phase === 'exited');
  if (hanging !== undefined)
    return {
      expected: `${capitalised(promptText(hanging))} settles as failed, for its agent has exited.`,
      observed: 'It has not come back, and nothing is left that could settle it.',
    };
  const unmarked = ledger.sessions.find((session) => session.unmarked);
  const marks = ledger.claims.rows === 'kept' && !ledger.disposed;
  if (marks && unmarked !== undefined && !unmarked.closed)
    return {
      expected: `The row of ${keyText(unmarked.key)} is marked as crashed.`,
      observed: `Nothing wrote that, and it says ${ledger.rowOf(unmarked.key)?.status ?? 'nothing'}.`,
    };
  return unservedFor('exit', 'an agent is started for it, the last one has exited', ledger);
}

function watchSpawn(event: PoolEventOf<'spawn'>, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  const { exitedSinceSent } = ledger.session(event);
  if (!exitedSinceSent) return undefined;
  if (!isDuplicate(event, ledger) || ledger.outstandingOf(event).length !== 1) return 'tested';
  return {
    expected: `One agent of ${keyText(event)} is started after the last one has exited.`,
    observed: 'A second one is started for the same turn.',
  };
}

function watchReturn(event: PoolEventOf<'return'>, ledger: PoolLedger): PoolDeviation | undefined {
  const prompt = ledger.prompts.get(event.call);
  if (prompt?.sentTo?.phase === 'exited' && event.status === 'done' && !prompt.ended)
    return {
      expected: `${capitalised(promptText(prompt))} settles as failed, for its agent has exited.`,
      observed: 'It says that the turn is done.',
    };
  return refusedFor('exit', event, ledger);
}
