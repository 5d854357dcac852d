import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'result-throws',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      read: async (session) => {
        const state = await sessions.read(session);
        return (
          state && {
            get fields() {
              throw new Error('no peeking');
            },
          }
        );
      },
    };
  },
};
