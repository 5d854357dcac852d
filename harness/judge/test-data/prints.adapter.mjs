import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'prints',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const line = 'x'.repeat(1024 * 1024);
    const patch = (session, fields) => {
      for (let i = 0; i < 100; i++) console.log(line);
      return sessions.patch(session, fields);
    };
    return { ...sessions, patch };
  },
};
