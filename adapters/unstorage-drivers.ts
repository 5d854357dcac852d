import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily, MemberFile } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { type FamilyFacts, FamilyMember, type KnownStore } from '../harness/contract/family-member.ts';
import { isInstalled } from '../harness/contract/import-from-project.ts';
import { isPath } from '../harness/contract/member-words.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { DriverSessions } from './unstorage/driver-sessions.ts';
import { storageSessions } from './unstorage/storage-sessions.ts';

const IN_MEMORY = { default: { claims: { survives: 'nothing' } } } as const;

/** It makes a client of the project's ioredis by itself. Its time to live is in whole seconds. */
const ON_REDIS: KnownStore = {
  services: ['redis'],
  claims: { ttl: 'given' },
  needs: { ioredis: '5 || 6' },
  argument: ({ services, ttlMs = 0 }) => ({ url: services?.redis.url, ttl: ttlMs / 1000 }),
};

const FACTS: FamilyFacts = {
  name: 'unstorage',
  writtenFor: { unstorage: '^1.10.0' },
  shape: { what: 'a driver of unstorage', members: ['hasItem', 'getItem', 'setItem', 'removeItem', 'getKeys'] },
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  known: {
    'unstorage/drivers/memory': IN_MEMORY,
    'unstorage/drivers/lru-cache': IN_MEMORY,
    'unstorage/drivers/redis': { default: ON_REDIS },
  },
};

const UNSTORAGE = ProjectPackage.ofFamily('unstorage', FACTS.writtenFor);

/**
 * unstorage 1 with a driver: one of its own by name (`fs`, `fs-lite`), that of another package, or one of the user's. A driver is given the base
 * directory as `base`, as those of unstorage take it. The documentation says nothing of several instances or processes. There is no
 * partial update: a patch is the caller's read-modify-write.
 */
export function unstorageDriver(driver: string, file?: MemberFile): Adapter | ServedAdapter {
  const member = new FamilyMember(FACTS, file === undefined ? moduleOf(driver) : driver, file);
  return defineAdapter({
    ...member.declared(),
    ...(file === undefined ? { name: `${FACTS.name}:${driver}` } : {}),
    open: async (context) => {
      const options = { ...context, base: context.dir };
      const { normalizeKey } = await UNSTORAGE.import<NormalizeModule>({ normalizeKey: [] });
      const isKey = (session: string): boolean => normalizeKey(session) === session && !session.endsWith('$');
      return new DriverSessions(await storageSessions(UNSTORAGE, await member.open(options)), isKey);
    },
  });
}

interface NormalizeModule {
  normalizeKey(key: string): string;
}

/** What unstorage has no driver for is a package, if it is there; else it was meant to be a driver. */
function moduleOf(driver: string): string {
  const own = `unstorage/drivers/${driver}`;
  return isPath(driver) || driver.startsWith('@') || (!isInstalled(own) && isInstalled(driver)) ? driver : own;
}

export const family: AdapterFamily = { name: FACTS.name, create: unstorageDriver };
