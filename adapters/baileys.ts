import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { FamilyMember } from '../harness/contract/family-member.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { type AuthState, authStateFacts } from './baileys/auth-state.ts';
import { KeySessions } from './baileys/key-sessions.ts';

const FACTS = authStateFacts('baileys');

/**
 * The keys of any authentication state of Baileys: `{ state: { creds, keys }, saveCreds }`, as `useMultiFileAuthState` gives one of a folder. A session is a key of one type. Its
 * documentation says nothing of several states of one folder. A patch is the caller's read-modify-write.
 */
export function baileys(member: string, file?: MemberFile): Adapter | ServedAdapter {
  const auth = new FamilyMember(FACTS, member, file);
  return defineAdapter({
    ...auth.declared(),
    open: async (context) => new KeySessions(await auth.open<AuthState>(context)),
  });
}

export const family: AdapterFamily = { name: FACTS.name, create: baileys };
