import { keyText } from '../../../harness/model/pool/command.ts';
import type { PoolEventOf } from '../../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import { agentText, timeText } from '../named.ts';
import { claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';

/** LIFE-10: the reaper. */
export const life10: LifecycleRequirement = {
  id: 'LIFE-10',
  title: 'the reaper removes only what is orphaned, older than the grace, clean and pushed; unknown keeps',
  severity: 'MUST',
  needs: "claims.reaper: 'removes-orphans'",
  origin: 'incident 5: an orphan reaper with a grace hour and a check for work that is dirty or not pushed',
  explanation: `A worktree may hold the only copy of somebody's work. It is removed only if no row and no agent belongs to its chat, it is at least \`graceMs\` old, nothing in it is changed
without being committed, and nothing is committed without being pushed. Where any of that cannot be told, it stays: \`unknown\` is no \`clean\`.

What can go goes in the end: at the second call of \`reap\` that finds it so, a grace apart, at the latest.

Legal: never to look at a worktree in a chat that is being used; to mark it first and to remove it later.

What to do: ask for all four, and treat an answer that you did not get as no. Look again for a session in the same breath in which it is removed.`,
  defects: ['reaps-dirty', 'unknown-is-clean', 'reaps-rows-without-agent'],
  notApplicable: claimed('reaper', 'removes-orphans'),
  watch(event, ledger) {
    if (event.type === 'remove') return watchRemoval(event, ledger);
    return event.type === 'quiet' ? watchKept(ledger) : undefined;
  },
};

function watchRemoval({ chat }: PoolEventOf<'remove'>, ledger: PoolLedger): 'tested' | PoolDeviation {
  const reason = whyNot(chat, ledger);
  if (reason === undefined) return 'tested';
  return { expected: `The worktree of ${chat} stays: ${reason}.`, observed: 'It was removed.' };
}

function whyNot(chat: string, ledger: PoolLedger): string | undefined {
  const agent = ledger.living.find(({ key }) => key.chat === chat);
  if (agent !== undefined) return `${agentText(agent)} is alive`;
  const row = ledger.rows.find((candidate) => candidate.chat === chat);
  if (row !== undefined) return `there is a row of ${keyText(row)}`;
  const known = ledger.worktrees.get(chat);
  if (known === undefined) return 'there is none';
  const { state, sinceMs } = known;
  if (state === 'unknown') return 'its state is unknown';
  if (state.dirty) return 'it is dirty';
  if (state.unpushed) return 'it holds what is not pushed';
  const ageMs = state.ageMs + ledger.nowMs - sinceMs;
  if (ageMs < ledger.config.graceMs) return `it is ${timeText(ageMs)} old, and the grace is ${timeText(ledger.config.graceMs)}`;
  return undefined;
}

function watchKept(ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  if (ledger.reaps.length === 0) return undefined;
  const { graceMs } = ledger.config;
  for (const [chat, { sinceMs }] of ledger.worktrees) {
    const looked = ledger.reaps.filter((atMs) => atMs >= sinceMs && atMs > ledger.neededMs(chat));
    const [first, last] = [looked[0], looked.at(-1)];
    if (first === undefined || last === undefined || last - first < graceMs || whyNotAt(chat, first, ledger)) continue;
    return {
      expected: `The worktree of ${chat} is removed: it is orphaned, old, clean and pushed, and was at the call of reap ${timeText(last - first)} before.`,
      observed: 'It is still there.',
    };
  }
  return ledger.worktrees.size > 0 ? 'tested' : undefined;
}

function whyNotAt(chat: string, atMs: number, ledger: PoolLedger): boolean {
  const state = ledger.worktrees.get(chat);
  if (state === undefined || whyNot(chat, ledger) !== undefined || state.state === 'unknown') return true;
  return state.state.ageMs + atMs - state.sinceMs < ledger.config.graceMs;
}
