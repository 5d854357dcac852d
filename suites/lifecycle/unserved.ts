import { keyText, sameKey } from '../../harness/model/pool/command.ts';
import type { PoolEventOf } from '../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../harness/model/pool/ledger.ts';
import type { Cause, PromptState } from '../../harness/model/pool/ledger-state.ts';
import { promptText } from './named.ts';
import type { PoolDeviation } from './requirement.ts';

/** A prompt that nothing serves although all is quiet, where this is what the pool did not get over. */
export function unservedFor(cause: Cause, because: string, ledger: PoolLedger): PoolDeviation | undefined {
  // While another session's turn is in flight it may be that which it waits for: LIFE-7, or nothing, when that is over.
  const prompt = ledger
    .unserved()
    .find(({ key }) => ledger.causeFor(key) === cause && (cause === 'none' || ledger.working.length === 0));
  if (prompt === undefined) return undefined;
  return {
    expected: `${capitalised(promptText(prompt))} is sent to an agent: ${because}.`,
    observed: 'It is neither sent nor refused, and nothing is left that could bring it on.',
  };
}

/** A prompt that does not come back although its agent has said that the turn is over. */
export function notComeBack(prompt: PromptState): PoolDeviation {
  return {
    expected: `${capitalised(promptText(prompt))} comes back, for its agent has said that the turn is over.`,
    observed: 'It has not come back, and nothing is left that could bring it back.',
  };
}

/** A prompt that comes back without having been sent, with nothing to excuse it but this. */
export function refusedFor(cause: Cause, event: PoolEventOf<'return'>, ledger: PoolLedger): PoolDeviation | undefined {
  const prompt = ledger.prompts.get(event.call);
  if (prompt === undefined || prompt.sentTo !== undefined || prompt.excuses.size > 0) return undefined;
  if (ledger.causeFor(prompt.key) !== cause) return undefined;
  return {
    expected: `${capitalised(promptText(prompt))} is served.`,
    observed: `It is refused: ${event.error ?? event.status ?? 'no reason is given'}.`,
  };
}

/** An agent is started for a session that has one. */
export function isDuplicate(event: PoolEventOf<'spawn'>, ledger: PoolLedger): boolean {
  return (
    ledger.claims.sessions === 'by-key' &&
    ledger.living.some(({ key, unwanted, late }) => !unwanted && !late && sameKey(key, event))
  );
}

export function duplicateText(event: PoolEventOf<'spawn'>): string {
  return `A second agent is started for ${keyText(event)}.`;
}

export function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
