import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'fills-heap',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      patch: async () => {
        const kept = [];
        for (;;) kept.push(new Array(1e6).fill(Math.random()));
      },
    };
  },
};
