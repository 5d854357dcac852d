import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { Fields } from '../harness/contract/session-store.ts';
import { KeyValueSessions } from './key-values/key-value-sessions.ts';

const UNSTORAGE = new ProjectPackage('unstorage', '^1.10.0');

/**
 * unstorage 1 with its `fs` driver: a file per key. Its documentation says that the driver maps data to the real file system, and
 * nothing of several instances or processes. There is no partial update: a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'unstorage',
  package: UNSTORAGE.judged(),
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { createStorage } = await UNSTORAGE.import<UnstorageModule>({ createStorage: [] });
    const { default: fsDriver } = await UNSTORAGE.import<FsDriverModule>({ default: [] }, '/drivers/fs');
    const created = createStorage({ driver: fsDriver({ base: dir }) });
    const methods = ['getItem', 'setItem', 'removeItem', 'getKeys', 'dispose'] as const;
    const storage = UNSTORAGE.expect<Storage>(created, '`createStorage` to return an object', methods);
    return new KeyValueSessions({
      get: (key) => storage.getItem(key),
      set: (key, value) => storage.setItem(key, value),
      delete: (key) => storage.removeItem(key),
      keys: () => storage.getKeys(),
      close: () => storage.dispose(),
    });
  },
});

interface Storage {
  getItem(key: string): Promise<unknown>;
  setItem(key: string, value: Fields): Promise<void>;
  removeItem(key: string): Promise<void>;
  getKeys(): Promise<string[]>;
  dispose(): Promise<void>;
}

interface UnstorageModule {
  createStorage(options: { driver: object }): unknown;
}

interface FsDriverModule {
  default(options: { base: string }): object;
}
