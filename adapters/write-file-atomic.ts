import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { JsonSessions, type WriteFile } from './json-sessions/json-sessions.ts';

const WRITE_FILE_ATOMIC = new ProjectPackage('write-file-atomic', '^7.0.0 || ^8.0.0');

/**
 * write-file-atomic, from 7 on: a JSON file per session. Its documentation promises atomic writes and says nothing of power loss.
 * Writes to one file through whichever instance are queued, it says; of other processes only that each has temporary names of its own. It
 * writes what it is given, so a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'write-file-atomic',
  package: WRITE_FILE_ATOMIC.judged(),
  claims: { survives: 'process-kill', writers: 'many-instances', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { default: writeFileAtomic } = await WRITE_FILE_ATOMIC.import<{ default: WriteFile }>({ default: [] });
    return new JsonSessions(dir, (file, text) => writeFileAtomic(file, text));
  },
});
