import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'result-proxy',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      read: async (session) => {
        const state = await sessions.read(session);
        return (
          state &&
          new Proxy(state, {
            get(target, key) {
              if (key === 'fields') throw new Error('no peeking');
              return target[key];
            },
          })
        );
      },
    };
  },
};
