import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { importFromProject, judgedPackage } from '../harness/contract/import-from-project.ts';
import { JsonSessions, type WriteFile } from './json-sessions/json-sessions.ts';

/**
 * atomically 2: a JSON file per session. Its documentation promises atomic writes; of power loss it says that fsync increases the
 * chances, which is no promise. Writes to one path are queued, it says, through whichever instance; of other processes it says nothing. It writes
 * what it is given, so a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'atomically',
  package: judgedPackage('atomically'),
  claims: { survives: 'process-kill', writers: 'many-instances', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { writeFile } = (await importFromProject('atomically')) as unknown as { writeFile: WriteFile };
    return new JsonSessions(dir, (file, text) => writeFile(file, text));
  },
});
