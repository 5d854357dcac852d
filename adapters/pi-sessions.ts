import type { Adapter } from '../harness/contract/adapter.ts';
import type { AdapterFamily } from '../harness/contract/adapter-family.ts';
import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { type PiModule, PiSessions } from './pi-sessions/pi-sessions.ts';

/** The versions that this was written for, by the name it was published under at the time. */
const WRITTEN_FOR = { '@mariozechner/pi-coding-agent': '>=0.50.0', '@earendil-works/pi-coding-agent': '>=0.73.0' };

/**
 * The `SessionManager` of the pi coding agent, which was published under two names: an append-only JSONL file per session, which it
 * reads when it opens it and appends to, synchronously. Its documentation says that sessions are saved automatically, and nothing of several
 * managers of one file.
 */
export function piSessionManager(packageName: string): Adapter {
  const pi = ProjectPackage.ofFamily(packageName, WRITTEN_FOR);
  return defineAdapter({
    name: `pi-sessions:${packageName}`,
    package: pi.judged(),
    claims: { survives: 'process-kill', writers: 'one-instance' },
    open: async ({ dir }) => {
      const { SessionManager } = await pi.import<PiExports>({ SessionManager: ['appendMessage', 'buildSessionContext'] });
      return new PiSessions(pi.expect<PiModule['SessionManager']>(SessionManager, 'the class SessionManager', ['open']), dir);
    },
  });
}

interface PiExports {
  SessionManager: unknown;
}

export const family: AdapterFamily = { name: 'pi-sessions', create: piSessionManager };
