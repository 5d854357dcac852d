import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { importFromProject, judgedPackage } from '../harness/contract/import-from-project.ts';
import { JsonSessions, type WriteFile } from './json-sessions/json-sessions.ts';

/**
 * write-file-atomic, from 7 on: a JSON file per session. Its documentation promises atomic writes and says nothing of power loss.
 * Writes to one file through whichever instance are queued, it says; of other processes only that each has temporary names of its own. It
 * writes what it is given, so a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'write-file-atomic',
  package: judgedPackage('write-file-atomic'),
  claims: { survives: 'process-kill', writers: 'many-instances', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { default: writeFileAtomic } = (await importFromProject('write-file-atomic')) as unknown as { default: WriteFile };
    return new JsonSessions(dir, (file, text) => writeFileAtomic(file, text));
  },
});
