import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { type FamilyFacts, FamilyMember } from '../harness/contract/family-member.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { type Storage, StorageSessions } from './microsoft-storage/storage-sessions.ts';

const FACTS: FamilyFacts = {
  name: 'microsoft-storage',
  writtenFor: { '@microsoft/agents-hosting': '^1.0.0' },
  shape: { what: 'a Storage of @microsoft/agents-hosting', members: ['read', 'write', 'delete'] },
  // "An eTag conflict occurs and optimistic concurrency is enabled": whether it is, a storage says.
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  known: {
    '@microsoft/agents-hosting': {
      // It "does not provide optimistic concurrency control" and "thread safety for concurrent access".
      FileStorage: {},
      MemoryStorage: { claims: { survives: 'nothing', patch: 'native' }, argument: () => undefined },
    },
  },
};

/**
 * Any `Storage` of @microsoft/agents-hosting, which keeps the state of conversations: `read`, `write`, `delete`. A session is a key, and its fields are a member of its item. A
 * patch is the caller's read-modify-write; of a storage that claims `patch: 'native'` it is compare-and-set by the item's eTag.
 */
export function microsoftStorage(member: string, file?: MemberFile): Adapter | ServedAdapter {
  const storage = new FamilyMember(FACTS, member, file);
  const declared = storage.declared();
  return defineAdapter({
    ...declared,
    open: async (context) =>
      new StorageSessions(await storage.open<Storage>(context), { byTag: declared.claims.patch === 'native' }),
  });
}

export const family: AdapterFamily = { name: FACTS.name, create: microsoftStorage };
