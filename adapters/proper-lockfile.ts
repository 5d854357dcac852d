import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { importFromProject, judgedPackage } from '../harness/contract/import-from-project.ts';
import { LockedSessions, type LockFile } from './proper-lockfile/locked-sessions.ts';

/**
 * proper-lockfile 4: a JSON file per session, read and replaced while its lock is held. Its documentation calls it an inter-process lock,
 * which a process that was killed holds until it is stale; of power loss it says nothing.
 */
export default defineAdapter({
  name: 'proper-lockfile',
  package: judgedPackage('proper-lockfile'),
  claims: { survives: 'process-kill', writers: 'many-processes' },
  open: async ({ dir }) => {
    const { lock } = await lockingFunction();
    return LockedSessions.open(dir, (file) => lock(file, OPTIONS));
  },
});

/**
 * The rest as by default: after 10 seconds without a sign of life a lock is stale, and who holds one gives a sign every 5. Retrying takes
 * half a minute in all, so that the lock of a dead process is waited for. The files need not exist, hence no `realpath`.
 */
const OPTIONS = { realpath: false, retries: { retries: 120, factor: 1.5, minTimeout: 25, maxTimeout: 250, randomize: true } };

interface LockfileModule {
  lock(file: string, options: object): ReturnType<LockFile>;
}

async function lockingFunction(): Promise<LockfileModule> {
  // CommonJS: the exports are the default, and named ones where Node recognised them.
  const imported = await importFromProject('proper-lockfile');
  return (imported.default ?? imported) as LockfileModule;
}
