import path from 'node:path';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { Fields } from '../harness/contract/session-store.ts';
import { SynchronousKeyValueSessions } from './key-values/synchronous-key-values.ts';

const DATA_STORE = new ProjectPackage('data-store', '^4.0.0');

/**
 * data-store 4: all keys in the one JSON file that it keeps in memory and, by default, writes at every `set`. Its README says that data is
 * persisted, and nothing of several instances. A dot in a key means nesting unless it is escaped, which `set` does by itself where it is
 * given an object. There is no partial update of such a key: a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'data-store',
  package: DATA_STORE.judged(),
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { Store } = await DATA_STORE.import<DataStoreModule>({ Store: ['get', 'set', 'del', 'data'] });
    const store = new Store({ path: path.join(dir, 'data-store.json') });
    return new SynchronousKeyValueSessions({
      get: (key) => store.get(key),
      set: (key, value) => store.set(Object.fromEntries([[key, value]])),
      delete: (key) => store.del(key),
      keys: () => Object.keys(store.data),
    });
  },
});

interface DataStore {
  readonly data: { [key: string]: unknown };
  get(key: string): unknown;
  set(values: { [key: string]: Fields }): unknown;
  del(key: string): unknown;
}

interface DataStoreModule {
  Store: new (options: { path: string }) => DataStore;
}
