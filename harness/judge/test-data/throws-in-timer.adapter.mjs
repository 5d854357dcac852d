import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'throws-in-timer',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const patch = (session, fields) => {
      setTimeout(() => {
        throw new Error('the debounced save failed');
      }, 10);
      return sessions.patch(session, fields);
    };
    return { ...sessions, patch };
  },
};
