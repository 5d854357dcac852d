import path from 'node:path';
import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { Failure } from '../harness/contract/failure.ts';
import { importFromProject, judgedPackage } from '../harness/contract/import-from-project.ts';
import { type KeyvModule, KeyvSessions } from './keyv/keyv-sessions.ts';

/**
 * Any storage adapter of Keyv that is constructed with `{ filename }`, such as keyv-file, driven through Keyv. A session is a key and
 * its fields the value. Keyv has no partial update: a patch is the caller's read-modify-write. Several instances on one file are not spoken of; keyv-file
 * keeps what it read in memory.
 *
 * keyv-file writes 100 ms after a change, and its README says that awaiting `set` waits for that write: it is judged by its call.
 */
export function keyv(packageName: string): Adapter {
  return defineAdapter({
    name: `keyv:${packageName}`,
    package: judgedPackage(packageName),
    claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
    open: async ({ dir, onError }) => {
      const { Keyv } = (await importFromProject('keyv')) as unknown as KeyvModule;
      const Storage = storageClass(await importFromProject(packageName), packageName);
      return new KeyvSessions(Keyv, new Storage({ filename: path.join(dir, 'keyv.json') }), onError);
    },
  });
}

export const family: AdapterFamily = { name: 'keyv', create: keyv };

type StorageClass = new (options: { filename: string }) => object;

/** The class that the package exports, by default or by name. */
function storageClass(imported: Record<string, unknown>, packageName: string): StorageClass {
  const inner = typeof imported.default === 'object' && imported.default !== null ? Object.values(imported.default) : [];
  const found = [imported.default, ...Object.values(imported), ...inner].find(isStorageClass);
  if (found !== undefined) return found;
  throw new Failure('CW_PACKAGE_SHAPE', `${packageName} does not export a storage adapter of Keyv.`, {
    hint: 'Write an adapter of your own around it, and name its file.',
  });
}

function isStorageClass(value: unknown): value is StorageClass {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    ['get', 'set', 'delete', 'clear'].every((method) => method in prototype)
  );
}
