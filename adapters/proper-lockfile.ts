import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { LockedSessions, type LockFile } from './proper-lockfile/locked-sessions.ts';

const PROPER_LOCKFILE = new ProjectPackage('proper-lockfile', '^4.1.2');

/**
 * proper-lockfile 4: a JSON file per session, read and replaced while its lock is held. Its documentation calls it an inter-process lock,
 * which a process that was killed holds until it is stale; of power loss it says nothing.
 */
export default defineAdapter({
  name: 'proper-lockfile',
  package: PROPER_LOCKFILE.judged(),
  claims: { survives: 'process-kill', writers: 'many-processes' },
  open: async ({ dir }) => {
    const { lock } = await PROPER_LOCKFILE.import<LockfileModule>({ lock: [] });
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
