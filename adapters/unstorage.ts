import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { storageSessions } from './unstorage/storage-sessions.ts';

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
    const { default: fsDriver } = await UNSTORAGE.import<FsDriverModule>({ default: [] }, '/drivers/fs');
    return storageSessions(UNSTORAGE, fsDriver({ base: dir }));
  },
});

interface FsDriverModule {
  default(options: { base: string }): object;
}
