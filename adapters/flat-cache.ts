import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import type { Fields } from '../harness/contract/session-store.ts';
import { SynchronousKeyValueSessions } from './key-values/synchronous-key-values.ts';

const FLAT_CACHE = new ProjectPackage('flat-cache', '^6.0.0');

/**
 * flat-cache 6: all keys in memory, and in the one file that `save` writes. So it is `save` that acknowledges, here `flush`. Its README
 * says that `save` saves to disk, and nothing of several instances. There is no partial update: a patch is the caller's
 * read-modify-write.
 */
export default defineAdapter({
  name: 'flat-cache',
  package: FLAT_CACHE.judged(),
  claims: { survives: 'process-kill', acknowledgedBy: 'flush', writers: 'one-instance', patch: 'read-modify-write' },
  open: async ({ dir, onError }) => {
    const { FlatCache } = await FLAT_CACHE.import<FlatCacheModule>({
      FlatCache: ['load', 'get', 'set', 'delete', 'keys', 'save', 'on'],
    });
    // What its `create` does, with a listener in between: what fails while it loads or saves is only told by an event.
    const cache = new FlatCache({ cacheDir: dir, cacheId: 'sessions' });
    cache.on('error', onError);
    cache.load();
    return Object.assign(
      new SynchronousKeyValueSessions({
        get: (key) => cache.get(key),
        set: (key, value) => cache.set(key, value),
        delete: (key) => cache.delete(key),
        keys: () => cache.keys(),
      }),
      { flush: () => cache.save() },
    );
  },
});

interface FlatCache {
  load(): void;
  get(key: string): unknown;
  set(key: string, value: Fields): void;
  delete(key: string): void;
  keys(): string[];
  save(): void;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

interface FlatCacheModule {
  FlatCache: new (options: { cacheDir: string; cacheId: string }) => FlatCache;
}
