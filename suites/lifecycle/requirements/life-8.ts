import { keyText, sameKey } from '../../../harness/model/pool/command.ts';
import type { PoolEventOf } from '../../../harness/model/pool/event.ts';
import type { PoolLedger } from '../../../harness/model/pool/ledger.ts';
import { agentText } from '../named.ts';
import { claimed, type LifecycleRequirement, type PoolDeviation } from '../requirement.ts';
import { duplicateText, isDuplicate } from '../unserved.ts';

/** LIFE-8: (chat, agent) is unique. */
export const life8: LifecycleRequirement = {
  id: 'LIFE-8',
  title: '(chat, agent) is unique; switching away and back returns the same id',
  severity: 'MUST',
  needs: "claims.sessions: 'by-key'",
  origin: 'incident 5: sessions were keyed by chat, then by (chat, agent): opencode, boocode, opencode resumes the same session',
  explanation: `There is one session for each (chat, agent). Two first prompts at once start one agent and not two, of which one would be forgotten and its turns with it. A chat that talks to
another kind of agent and comes back finds its session again, under the same id; no session ever goes on with the id of another.

The pool is also killed at every change of the rows: a session that had answered, and was at rest, goes on under its id afterwards.

Legal: a new session after the agent exited or the chat was closed; with \`restart: 'recreates'\`, after the pool was killed.

What to do: put the promise of the start into the map, not the agent that comes of it; and look rows up by both parts of the key.`,
  defects: ['two-first-prompts', 'row-by-chat'],
  notApplicable: claimed('sessions', 'by-key'),
  watch(event, ledger) {
    if (event.type === 'spawn') return watchSpawn(event, ledger);
    if (event.type !== 'send') return undefined;
    const agent = ledger.agents.get(event.spawn);
    const prompt = ledger.prompts.get(event.call);
    if (agent === undefined || prompt === undefined) return undefined;
    if (sameKey(agent.key, prompt.key)) {
      const others = ledger.sessions.filter(
        ({ key, ids }) => key.chat === prompt.key.chat && !sameKey(key, prompt.key) && ids.size > 0,
      );
      return agent.turns > 0 && others.length > 0 ? 'tested' : undefined;
    }
    return {
      expected: `Prompt ${event.call} of ${keyText(prompt.key)} is sent to an agent of its own.`,
      observed: `It was sent to ${agentText(agent)}.`,
    };
  },
};

function watchSpawn(event: PoolEventOf<'spawn'>, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  const session = ledger.session(event);
  const waiting = ledger.outstandingOf(event).length;
  if (isDuplicate(event, ledger) && (waiting > 1 || !(session.exitedSinceSent || isFirstOfLife(session.sentInLife, ledger))))
    return { expected: `There is one agent of ${keyText(event)}.`, observed: duplicateText(event) };
  const { resumeId } = event;
  if (resumeId !== undefined && !session.ids.has(resumeId)) {
    const owner = ledger.sessions.find(({ ids }) => ids.has(resumeId));
    return {
      expected: `An agent of ${keyText(event)} begins a session, or goes on with its own.`,
      observed: `It goes on with ${resumeId}, which is ${owner === undefined ? 'nobody’s' : `that of ${keyText(owner.key)}`}.`,
    };
  }
  return watchReattached(event, ledger) ?? (waiting > 1 ? 'tested' : undefined);
}

function isFirstOfLife(sentInLife: number, ledger: PoolLedger): boolean {
  return ledger.life > 1 && sentInLife < ledger.life;
}

/** A session that was at rest when the pool was killed. */
function watchReattached(event: PoolEventOf<'spawn'>, ledger: PoolLedger): 'tested' | PoolDeviation | undefined {
  const { last, exitedSinceSent, closed } = ledger.session(event);
  if (ledger.claims.restart !== 'reattaches' || last === undefined || last.life === ledger.life) return undefined;
  const atRest = last.phase === 'running' && last.turn === undefined && last.answered;
  if (!atRest || exitedSinceSent || closed) return undefined;
  if (event.resumeId === last.sessionId) return 'tested';
  return {
    expected: `${keyText(event)} goes on with ${last.sessionId}, under which it had answered before the pool was killed.`,
    observed: event.resumeId === undefined ? 'It begins a new session.' : `It goes on with ${event.resumeId}.`,
  };
}
