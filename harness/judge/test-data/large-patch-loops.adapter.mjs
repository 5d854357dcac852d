import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'large-patch-loops',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const patch = (session, fields) => {
      while (JSON.stringify(fields).length > 4096);
      return sessions.patch(session, fields);
    };
    return { ...sessions, patch };
  },
};
