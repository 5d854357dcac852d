import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { type FamilyFacts, FamilyMember } from '../harness/contract/family-member.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { type ClaudeSessionStore, ClaudeSessions } from './claude-session-store/claude-sessions.ts';

const FACTS: FamilyFacts = {
  name: 'claude-session-store',
  writtenFor: { '@anthropic-ai/claude-agent-sdk': '^0.3.0' },
  shape: { what: 'a SessionStore of @anthropic-ai/claude-agent-sdk', members: ['append', 'load'] },
  claims: { survives: 'process-kill', writers: 'one-instance' },
  known: {
    '@anthropic-ai/claude-agent-sdk': {
      // "Not suitable for production -- data is lost when the process exits." Its constructor takes nothing.
      InMemorySessionStore: { claims: { survives: 'nothing' }, argument: () => undefined },
    },
  },
};

/**
 * Any `SessionStore` of @anthropic-ai/claude-agent-sdk, which mirrors transcripts to storage of the user's: `append` and `load`, and what it has of `listSessions`
 * and `delete`. It is driven as the SDK drives it: an append that is rejected is called again with the same entries. The interface says nothing of several
 * instances but that their order is that of the commits.
 */
export function claudeSessionStore(member: string, file?: MemberFile): Adapter | ServedAdapter {
  const store = new FamilyMember(FACTS, member, file);
  return defineAdapter({
    ...store.declared(),
    open: async (context) => new ClaudeSessions(await store.open<ClaudeSessionStore>(context)),
  });
}

export const family: AdapterFamily = { name: FACTS.name, create: claudeSessionStore };
