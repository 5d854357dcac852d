import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'throws-proxy',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      patch: async () => {
        throw new Proxy(
          {},
          {
            get() {
              throw new Error('trap');
            },
            has() {
              throw 1;
            },
            getPrototypeOf() {
              throw 2;
            },
          },
        );
      },
    };
  },
};
