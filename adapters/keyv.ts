import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { describeExports, ProjectPackage } from '../harness/contract/project-package.ts';
import type { ServedAdapter } from '../harness/contract/served-adapter.ts';
import { type KeyvModule, KeyvSessions } from './keyv/keyv-sessions.ts';
import { argsInFiles, type ServedPreset, servedPresetOf } from './keyv/presets.ts';

const WRITTEN_FOR = {
  keyv: '^5.0.0',
  'keyv-file': '^5.0.0',
  '@keyv/redis': '^5.0.0',
  '@keyv/postgres': '^2.0.0',
  '@keyv/sqlite': '^4.0.0',
};
const KEYV = ProjectPackage.ofFamily('keyv', WRITTEN_FOR);

/**
 * Any storage adapter of Keyv that is constructed with `{ filename }`, such as keyv-file, or is known, driven through Keyv. A session is a key and
 * its fields the value. Keyv has no partial update: a patch is the caller's read-modify-write. Several instances on one file are not spoken of; keyv-file
 * keeps what it read in memory.
 *
 * keyv-file writes 100 ms after a change, and its README says that awaiting `set` waits for that write: it is judged by its call.
 */
export function keyv(packageName: string): Adapter | ServedAdapter {
  const served = servedPresetOf(packageName);
  if (served !== undefined) return onServer(packageName, served);
  const storagePackage = ProjectPackage.ofFamily(packageName, WRITTEN_FOR);
  return defineAdapter({
    name: `keyv:${packageName}`,
    package: storagePackage.judged(),
    claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
    open: async ({ dir, onError }) => {
      const { Keyv } = await KEYV.import<KeyvModule>(KEYV_SHAPE);
      const Storage = await storageClass(storagePackage);
      return new KeyvSessions(Keyv, new Storage(...argsInFiles(packageName, dir)), { onError });
    },
  });
}

/**
 * The same of a storage on a server, with a time to live, and with Keyv told to reject what fails: by default it says that a session is not there where the
 * server is not.
 */
function onServer(packageName: string, { service, args }: ServedPreset): ServedAdapter {
  const storagePackage = ProjectPackage.ofFamily(packageName, WRITTEN_FOR);
  return defineAdapter({
    name: `keyv:${packageName}`,
    package: storagePackage.judged(),
    claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write', ttl: 'given' },
    services: [service],
    open: async ({ services, ttlMs, onError }) => {
      const { Keyv } = await KEYV.import<KeyvModule>(KEYV_SHAPE);
      const Storage = await storageClass(storagePackage);
      return new KeyvSessions(Keyv, new Storage(...args(services[service].url)), { onError, ttl: ttlMs, throwOnErrors: true });
    },
  });
}

const KEYV_SHAPE = { Keyv: ['get', 'set', 'delete', 'disconnect', 'on'] };

export const family: AdapterFamily = { name: 'keyv', create: keyv };

const STORAGE_METHODS = ['get', 'set', 'delete', 'clear'];

type StorageClass = new (...args: readonly unknown[]) => object;

/** The class that the package exports, by default or by name. */
async function storageClass(storagePackage: ProjectPackage): Promise<StorageClass> {
  const imported = await storagePackage.importAny();
  const inner = typeof imported.default === 'object' && imported.default !== null ? Object.values(imported.default) : [];
  const found = [imported.default, ...Object.values(imported), ...inner].find(isStorageClass);
  if (found !== undefined) return found;
  const expected = `an export that is a storage adapter of Keyv, a class with the methods ${STORAGE_METHODS.join(', ')}`;
  throw storagePackage.misshapen(expected, describeExports(imported));
}

function isStorageClass(value: unknown): value is StorageClass {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  return typeof prototype === 'object' && prototype !== null && STORAGE_METHODS.every((method) => method in prototype);
}
