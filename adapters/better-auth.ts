import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { type FamilyFacts, FamilyMember } from '../harness/contract/family-member.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { type SecondaryStorage, SecondaryStorageSessions } from './better-auth/secondary-storage-sessions.ts';

const FACTS: FamilyFacts = {
  name: 'better-auth',
  writtenFor: { 'better-auth': '^1.3.0' },
  shape: { what: 'a SecondaryStorage of better-auth', members: ['get', 'set', 'delete'] },
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  known: {},
};

/**
 * Any `SecondaryStorage` of better-auth, which keeps sessions and one-time values: `get`, `set`, `delete`, and `getAndDelete` where it has that, which gives a value to one caller
 * only. A session is a key, its fields the text of its value. There is no partial update: a patch is the caller's read-modify-write.
 */
export function betterAuth(member: string, file?: MemberFile): Adapter | ServedAdapter {
  const storage = new FamilyMember(FACTS, member, file);
  return defineAdapter({
    ...storage.declared(),
    open: async (context) => new SecondaryStorageSessions(await storage.open<SecondaryStorage>(context)),
  });
}

export const family: AdapterFamily = { name: FACTS.name, create: betterAuth };
