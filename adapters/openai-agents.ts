import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { type FamilyFacts, FamilyMember } from '../harness/contract/family-member.ts';
import type { OpenContext } from '../harness/contract/open-context.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { agentSessions, type Session } from './openai-agents/agent-sessions.ts';

/** What a session is made of: one object is one session. */
interface SessionContext extends OpenContext {
  readonly sessionId: string;
}

const IN_MEMORY = { MemorySession: { claims: { survives: 'nothing' } } } as const;

const FACTS: FamilyFacts = {
  name: 'openai-agents',
  writtenFor: { '@openai/agents': '>=0.2.0 <1', '@openai/agents-core': '>=0.2.0 <1' },
  shape: { what: 'a Session of @openai/agents', members: ['getItems', 'addItems', 'popItem', 'clearSession'] },
  claims: { survives: 'process-kill', writers: 'one-instance' },
  known: { '@openai/agents': IN_MEMORY, '@openai/agents-core': IN_MEMORY },
  argument: (context) => ({ dir: context.dir, sessionId: (context as SessionContext).sessionId }),
};

/**
 * Any `Session` of @openai/agents, which is the history of one conversation: `getItems`, `addItems`, `clearSession`, and `applyHistoryTransaction` where it has that. A
 * class is constructed with `{ dir, sessionId }`, one object a session for as long as the store is open. The interface says nothing of several objects of a session.
 */
export function openaiAgents(member: string, file?: MemberFile): Adapter | ServedAdapter {
  const sessions = new FamilyMember(FACTS, member, file);
  return defineAdapter({
    ...sessions.declared(),
    open: async (context) => {
      const open = await sessions.opener<Session>();
      const openSession = (sessionId: string): Promise<Session> => {
        const options: SessionContext = { ...context, sessionId };
        return open(options);
      };
      return agentSessions(openSession);
    },
  });
}

export const family: AdapterFamily = { name: FACTS.name, create: openaiAgents };
