import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'fills-buffers',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      patch: async () => {
        const kept = [];
        for (;;) kept.push(Buffer.alloc(64 << 20, 1));
      },
    };
  },
};
