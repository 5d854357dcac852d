import type { PoolEventOf } from '../../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import { promptText } from '../named.ts';
import { claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';
import { capitalised, notComeBack, unservedFor } from '../unserved.ts';

/** LIFE-6: the trailing terminal event of an aborted turn. */
export const life6: LifecycleRequirement = {
  id: 'LIFE-6',
  title: 'one trailing terminal event of an aborted turn is swallowed, and none of the next turn’s',
  severity: 'MUST',
  needs: "claims.abort: 'interrupts'",
  origin:
    'incident 5: opencode tells one trailing session.idle for a cancelled turn, without a turn id, and the next turn was settled by it',
  explanation: `A backend says that a turn is over, and not which. After a turn was interrupted its terminal event may still come: at once, while nothing is in flight, or after the next
turn was sent. That one settles nothing. The next terminal event is the next turn's, and must not be swallowed: neither if the late one has come already, nor
if it never comes. Two interrupted turns have one late event each.

What tells them apart: the late one comes before the first delta of the next turn, and a turn that is not interrupted has a delta.

Legal: to settle the interrupted turn at once, or with its terminal event; to stop the agent instead.

What to do: count the interrupted turns, swallow as many terminals, and forget the count at the first delta of a turn.`,
  defects: ['trailing-terminal-settles', 'swallows-next-terminal', 'one-flag-for-all-aborts'],
  notApplicable: claimed('abort', 'interrupts'),
  watch(event, ledger) {
    if (event.type === 'return') return watchReturn(event, ledger);
    if (event.type !== 'quiet' || !event.waited) return undefined;
    const swallowed = ledger.unsettled().find(({ sentTo }) => sentTo?.interrupted);
    if (swallowed !== undefined) return notComeBack(swallowed);
    return unservedFor('abort', 'the interrupted turn before it is over', ledger);
  },
};

function watchReturn({ call, status }: PoolEventOf<'return'>, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  const prompt = ledger.prompts.get(call);
  const agent = prompt?.sentTo;
  if (prompt === undefined || agent === undefined) return undefined;
  if (agent.turn !== call) return prompt.ended && ledger.wasInterrupted(prompt.key) ? 'tested' : undefined;
  if (!agent.interrupted) return undefined;
  if (!prompt.overtaken || ledger.disposed || prompt.excuses.has('close')) return undefined;
  return {
    expected: `${capitalised(promptText(prompt))} goes on: the terminal event was that of an interrupted turn.`,
    observed: `It came back as ${status ?? 'failed'}, while its agent works on it.`,
  };
}
