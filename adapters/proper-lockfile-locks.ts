import { defineRegistry } from '../harness/contract/define-registry.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { LockDirectory, type LockModule } from './proper-lockfile/lock-directory.ts';

const PROPER_LOCKFILE = new ProjectPackage('proper-lockfile', '^4.1.2');

/**
 * proper-lockfile 4 as what it is: locks of the process that takes them, which goes on giving signs of life. It knows of no sessions, of no other
 * process's pid, and of no lock that is set by hand.
 */
export default defineRegistry({
  name: 'proper-lockfile-locks',
  package: PROPER_LOCKFILE.judged(),
  claims: { survives: 'process-kill', status: 'nothing', launches: 'forgotten', locks: 'own-process' },
  open: async ({ dir }) => new LockDirectory(dir, await PROPER_LOCKFILE.import<LockModule>({ lock: [], check: [] })),
});
