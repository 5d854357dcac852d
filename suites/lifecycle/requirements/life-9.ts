import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import type { CallState } from '../../../harness/model/pool/ledger-state.ts';
import { agentText, promptText } from '../named.ts';
import { claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';
import { capitalised } from '../unserved.ts';

/** LIFE-9: close. */
export const life9: LifecycleRequirement = {
  id: 'LIFE-9',
  title: 'close evicts every agent of the chat and is idempotent',
  severity: 'MUST',
  needs: "claims.close: 'evicts'",
  origin: 'incident 5: the hook on closing a chat evicts its backends',
  explanation: `When \`close\` has come back, no agent of the chat is alive that had been asked for before: none of any kind, not one that was at work, and not one that was just being
started. Prompts that were in flight come back, as failed or aborted. Closing a chat again, or one at rest, does nothing and does not fail.

Legal: to wait for turns in flight; to keep the rows, mark them or delete them; to serve a later prompt of the same chat as a new one.

What to do: go through the sessions rather than through the agents that run, and look again when what was being started is there.`,
  defects: ['close-takes-one', 'close-forgets-starting', 'second-close-throws'],
  notApplicable: claimed('close', 'evicts'),
  watch(event, ledger) {
    if (event.type !== 'quiet' || ledger.disposed) return undefined;
    const closes = ledger.calledInThisLife('close');
    for (const close of closes) {
      const deviation = watchClose(close, event.waited, ledger);
      if (deviation !== undefined) return deviation;
    }
    return closes.length > 0 ? 'tested' : undefined;
  },
};

function watchClose({ call, of, returned, error }: CallState, waited: boolean, ledger: PoolLedger): PoolDeviation | undefined {
  if (of.op !== 'close') return undefined;
  const expected = `When close of ${of.chat} has come back, no agent of it is alive.`;
  if (error !== undefined)
    return { expected: `Close of ${of.chat} comes back, also if nothing is left to close.`, observed: `It failed: ${error}.` };
  // What waits for a turn that another requirement is about says nothing of the close.
  const held = !waited || ledger.working.length > 0 || ledger.outstanding.some(({ sentTo }) => sentTo?.phase === 'exited');
  const left = ledger.living.find(({ key, unwanted }) => unwanted && key.chat === of.chat);
  if (!returned) {
    return held ? undefined : { expected, observed: 'It does not come back, and no turn is in flight.' };
  }
  if (left !== undefined) return { expected, observed: `${capitalised(agentText(left))} is.` };
  const hanging = ledger.outstanding.find(
    (prompt) => prompt.key.chat === of.chat && prompt.call < call && prompt.excuses.has('close'),
  );
  if (hanging === undefined || held) return undefined;
  return {
    expected: `${capitalised(promptText(hanging))} comes back, for its chat was closed.`,
    observed: 'It has not come back, and nothing is left that could bring it back.',
  };
}
