import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { JsonSessions, type WriteFile } from './json-sessions/json-sessions.ts';

const FAST_WRITE_ATOMIC = new ProjectPackage('fast-write-atomic', '^0.4.0');

/**
 * fast-write-atomic: a JSON file per session. Its README promises that a file is written atomically, and says nothing of power loss, of
 * several instances or of processes. It writes what it is given: a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'fast-write-atomic',
  package: FAST_WRITE_ATOMIC.judged(),
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { promise } = await FAST_WRITE_ATOMIC.import<FastWriteAtomicModule>({ promise: [] });
    return new JsonSessions(dir, (file, text) => promise(file, text));
  },
});

interface FastWriteAtomicModule {
  promise: WriteFile;
}
