import { soundSessions } from './sound-sessions.mjs';

// A write waits, without awaiting, for another one of the same session that is going on in the same instance.
export default {
  name: 'race-loops',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const writing = new Set();
    return {
      ...sessions,
      patch(session, fields) {
        while (writing.has(session));
        writing.add(session);
        return sessions.patch(session, fields).finally(() => writing.delete(session));
      },
    };
  },
};
