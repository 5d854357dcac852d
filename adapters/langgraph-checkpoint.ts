import path from 'node:path';
import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { type FamilyFacts, FamilyMember } from '../harness/contract/family-member.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { type CheckpointSaver, ThreadSessions } from './langgraph-checkpoint/thread-sessions.ts';

const FACTS: FamilyFacts = {
  name: 'langgraph-checkpoint',
  writtenFor: {
    '@langchain/langgraph-checkpoint': '^1.0.0',
    '@langchain/langgraph-checkpoint-sqlite': '^1.0.0',
    '@langchain/langgraph-checkpoint-postgres': '^1.0.0',
  },
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
    '@langchain/langgraph-checkpoint-postgres': {
      PostgresSaver: {
        services: ['postgres'],
        make: (saver, { services }) => setUp(saver.fromConnString?.(services?.postgres.url ?? '')),
      },
    },
  },
};

/**
 * Any `BaseCheckpointSaver` of @langchain/langgraph-checkpoint, which keeps the state of LangGraph's threads: `put`, `putWrites`, `getTuple`, `list`, `deleteThread`. A session is a
 * thread, whose steps are taken one after another, as a graph takes them. The interface says nothing of several instances.
 */
export function langgraphCheckpoint(member: string, file?: MemberFile): Adapter | ServedAdapter {
  const saver = new FamilyMember(FACTS, member, file);
  return defineAdapter({
    ...saver.declared(),
    open: async (context) => new ThreadSessions(await saver.open<CheckpointSaver>(context)),
  });
}

/** "You need to call .setup() the first time you're using your checkpointer". Of a saver that cannot be used what it had connected is ended. */
async function setUp(saver: unknown): Promise<unknown> {
  const { setup, end } = saver as { setup?(): Promise<void>; end?(): Promise<void> };
  try {
    await setup?.call(saver);
    return saver;
  } catch (error) {
    await end?.call(saver);
    throw error;
  }
}

export const family: AdapterFamily = { name: FACTS.name, create: langgraphCheckpoint };
