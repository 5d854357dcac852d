import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'rejects-unobserved',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const patch = (session, fields) => {
      void Promise.reject(new Error('the background save failed'));
      return sessions.patch(session, fields);
    };
    return { ...sessions, patch };
  },
};
