import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { importFromProject, judgedPackage } from '../harness/contract/import-from-project.ts';
import { type PiModule, PiSessions } from './pi-sessions/pi-sessions.ts';

/**
 * The `SessionManager` of the pi coding agent, which was published under two names: an append-only JSONL file per session, which it
 * reads when it opens it and appends to, synchronously. Its documentation says that sessions are saved automatically, and nothing of several
 * managers of one file.
 */
export function piSessionManager(packageName: string): Adapter {
  return defineAdapter({
    name: `pi-sessions:${packageName}`,
    package: judgedPackage(packageName),
    claims: { survives: 'process-kill', writers: 'one-instance' },
    open: async ({ dir }) => {
      const { SessionManager } = (await importFromProject(packageName)) as unknown as PiModule;
      return new PiSessions(SessionManager, dir);
    },
  });
}

export const family: AdapterFamily = { name: 'pi-sessions', create: piSessionManager };
