import path from 'node:path';
import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { type FamilyFacts, FamilyMember } from '../harness/contract/family-member.ts';
import { type CheckpointSaver, ThreadSessions } from './langgraph-checkpoint/thread-sessions.ts';

const FACTS: FamilyFacts = {
  name: 'langgraph-checkpoint',
  writtenFor: { '@langchain/langgraph-checkpoint': '^1.0.0', '@langchain/langgraph-checkpoint-sqlite': '^1.0.0' },
  shape: {
    what: 'a BaseCheckpointSaver of @langchain/langgraph-checkpoint',
    members: ['getTuple', 'list', 'put', 'putWrites', 'deleteThread'],
  },
  claims: { survives: 'process-kill', writers: 'one-instance' },
  known: {
    '@langchain/langgraph-checkpoint': {
      MemorySaver: { claims: { survives: 'nothing' }, argument: () => undefined },
    },
    '@langchain/langgraph-checkpoint-sqlite': {
      SqliteSaver: { make: (saver, { dir }) => saver.fromConnString?.(path.join(dir, 'checkpoints.db')) },
    },
  },
};

/**
 * Any `BaseCheckpointSaver` of @langchain/langgraph-checkpoint, which keeps the state of LangGraph's threads: `put`, `putWrites`, `getTuple`, `list`, `deleteThread`. A session is a
 * thread, whose steps are taken one after another, as a graph takes them. The interface says nothing of several instances.
 */
export function langgraphCheckpoint(member: string, file?: MemberFile): Adapter {
  const saver = new FamilyMember(FACTS, member, file);
  return defineAdapter({
    name: saver.name,
    ...saver.judged(),
    claims: saver.claims(),
    open: async (context) => new ThreadSessions(await saver.open<CheckpointSaver>(context)),
  });
}

export const family: AdapterFamily = { name: FACTS.name, create: langgraphCheckpoint };
