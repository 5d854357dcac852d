import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { FamilyMember } from '../harness/contract/family-member.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { type AuthState, authStateFacts } from './baileys/auth-state.ts';
import { CredsSessions } from './baileys/creds-sessions.ts';

const FACTS = authStateFacts('baileys-creds');

/**
 * The credentials of any authentication state of Baileys, which are one object that its owner changes and then tells the state to save. A session is a part of it. The
 * documentation says nothing of several states of one folder. A patch is the owner's read-modify-write.
 */
export function baileysCreds(member: string, file?: MemberFile): Adapter | ServedAdapter {
  const auth = new FamilyMember(FACTS, member, file);
  return defineAdapter({
    ...auth.declared(),
    open: async (context) => new CredsSessions(await auth.open<AuthState>(context)),
  });
}

export const family: AdapterFamily = { name: FACTS.name, create: baileysCreds };
