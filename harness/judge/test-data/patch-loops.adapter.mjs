import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'patch-loops',
  claims: { survives: 'process-kill' },
  open: ({ dir }) => ({
    ...soundSessions(dir),
    patch() {
      for (;;);
    },
  }),
};
