import type { ProjectPackage } from '../../harness/contract/project-package.ts';
import type { Fields } from '../../harness/contract/session-store.ts';
import { KeyValueSessions } from '../key-values/key-value-sessions.ts';

/**
 * Sessions in a storage of unstorage on this driver: a key each, the fields its value.
 *
 * @throws {Failure} CW_PACKAGE_MISSING, CW_PACKAGE_SHAPE.
 */
export async function storageSessions(unstorage: ProjectPackage, driver: object): Promise<KeyValueSessions> {
  const { createStorage } = await unstorage.import<UnstorageModule>({ createStorage: [] });
  const methods = ['getItem', 'setItem', 'removeItem', 'getKeys', 'dispose'] as const;
  const storage = unstorage.expect<Storage>(createStorage({ driver }), '`createStorage` to return an object', methods);
  return new KeyValueSessions({
    get: (key) => storage.getItem(key),
    set: (key, value) => storage.setItem(key, value),
    delete: (key) => storage.removeItem(key),
    keys: () => storage.getKeys(),
    close: () => storage.dispose(),
  });
}

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
