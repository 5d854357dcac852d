import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { JsonSessions, type WriteFile } from './json-sessions/json-sessions.ts';

const ATOMICALLY = new ProjectPackage('atomically', '^2.0.0');

/**
 * atomically 2: a JSON file per session. Its documentation promises atomic writes; of power loss it says that fsync increases the
 * chances, which is no promise. Writes to one path are queued, it says, through whichever instance; of other processes it says nothing. It writes
 * what it is given, so a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'atomically',
  package: ATOMICALLY.judged(),
  claims: { survives: 'process-kill', writers: 'many-instances', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { writeFile } = await ATOMICALLY.import<{ writeFile: WriteFile }>({ writeFile: [] });
    return new JsonSessions(dir, (file, text) => writeFile(file, text));
  },
});
