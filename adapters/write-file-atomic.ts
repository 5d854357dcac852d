import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { importFromProject, judgedPackage } from '../harness/contract/import-from-project.ts';
import { JsonSessions, type WriteFile } from './json-sessions/json-sessions.ts';

/** write-file-atomic, from 7 on: a JSON file per session. Its documentation promises atomic writes and says nothing of power loss. */
export default defineAdapter({
  name: 'write-file-atomic',
  package: judgedPackage('write-file-atomic'),
  claims: { survives: 'process-kill', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { default: writeFileAtomic } = (await importFromProject('write-file-atomic')) as unknown as { default: WriteFile };
    return new JsonSessions(dir, (file, text) => writeFileAtomic(file, text));
  },
});
