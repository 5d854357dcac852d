import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'large-result',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      read: async (session) => {
        const state = await sessions.read(session);
        if (state) state.fields.big = 'x'.repeat(100 << 20);
        return state;
      },
    };
  },
};
