import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { type FamilyFacts, FamilyMember } from '../harness/contract/family-member.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { type AuthAdapter, SignedInSessions } from './auth-js/signed-in-sessions.ts';

const UNSTORAGE_ADAPTER = '@auth/unstorage-adapter';

const FACTS: FamilyFacts = {
  name: 'auth-js',
  writtenFor: { '@auth/core': '>=0.34.0 <1', [UNSTORAGE_ADAPTER]: '^2.0.0' },
  shape: {
    what: 'an Adapter of Auth.js',
    members: ['createUser', 'updateUser', 'createSession', 'getSessionAndUser', 'deleteSession'],
  },
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  known: { [UNSTORAGE_ADAPTER]: { UnstorageAdapter: { argument: ({ dir }) => filesIn(dir) } } },
};

/**
 * Any `Adapter` of Auth.js that keeps sessions: `createUser`, `createSession`, `getSessionAndUser`, `updateUser`, `deleteSession`. A session has its token and a user of its own, whose name
 * has the fields. There is no partial update of a name: a patch is the caller's read-modify-write. The interface says nothing of several instances.
 */
export function authJs(member: string, file?: MemberFile): Adapter | ServedAdapter {
  const adapter = new FamilyMember(FACTS, member, file);
  return defineAdapter({
    ...adapter.declared(),
    open: async (context) => new SignedInSessions(await adapter.open<AuthAdapter>(context)),
  });
}

export const family: AdapterFamily = { name: FACTS.name, create: authJs };

/** A storage of unstorage with its `fs` driver, which the adapter is given. */
async function filesIn(base: string): Promise<unknown> {
  const unstorage = new ProjectPackage('unstorage', '^1.10.0');
  const { createStorage } = await unstorage.import<{ createStorage(options: object): unknown }>({ createStorage: [] });
  const { default: fsDriver } = await unstorage.import<{ default(options: object): object }>({ default: [] }, '/drivers/fs');
  return createStorage({ driver: fsDriver({ base }) });
}
