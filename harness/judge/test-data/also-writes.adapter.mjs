import { appendFileSync, mkdirSync } from 'node:fs';
import { soundSessions } from './sound-sessions.mjs';

const LOG = '/var/log/crashworthy-test-agent/agent.log';

/** Keeps its log where such logs are kept. */
export default {
  name: 'also-writes',
  claims: { survives: 'process-kill' },
  alsoWrites: ['/var/log/crashworthy-test-agent'],
  open({ dir }) {
    mkdirSync('/var/log/crashworthy-test-agent', { recursive: true });
    const sessions = soundSessions(dir);
    const patch = (session, fields) => {
      appendFileSync(LOG, 'patch\n');
      return sessions.patch(session, fields);
    };
    return { ...sessions, patch };
  },
};
