import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { Fields } from '../harness/contract/session-store.ts';
import { KeyValueSessions } from './key-values/key-value-sessions.ts';

const NODE_PERSIST = new ProjectPackage('node-persist', '^4.0.0');

/**
 * node-persist 4: a file per key, written by a queue of its own. Its README says that everything is persisted to disk, that nothing is held in
 * memory, and that its queue does not work in several processes. There is no partial update: a patch is the caller's
 * read-modify-write.
 */
export default defineAdapter({
  name: 'node-persist',
  package: NODE_PERSIST.judged(),
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { create } = await NODE_PERSIST.import<NodePersist>({ create: [] });
    const methods = ['init', 'getItem', 'setItem', 'removeItem', 'keys'] as const;
    const storage = NODE_PERSIST.expect<LocalStorage>(create(), '`create` to return an object', methods);
    await storage.init({ dir });
    return new KeyValueSessions({
      get: (key) => storage.getItem(key),
      set: (key, value) => storage.setItem(key, value),
      delete: (key) => storage.removeItem(key),
      keys: () => storage.keys(),
    });
  },
});

interface NodePersist {
  create(): unknown;
}

interface LocalStorage {
  init(options: { dir: string }): Promise<unknown>;
  getItem(key: string): Promise<unknown>;
  setItem(key: string, value: Fields): Promise<unknown>;
  removeItem(key: string): Promise<unknown>;
  keys(): Promise<string[]>;
}
