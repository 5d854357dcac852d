import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'result-to-json',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      read: async (session) => {
        const state = await sessions.read(session);
        return (
          state && {
            ...state,
            toJSON() {
              throw new Error('no JSON');
            },
          }
        );
      },
    };
  },
};
