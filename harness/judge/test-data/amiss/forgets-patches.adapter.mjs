import { soundSessions } from '../sound-sessions.mjs';

/** Acknowledges a patch, and keeps nothing of it. */
export default {
  name: 'forgets-patches',
  claims: { survives: 'process-kill' },
  open: ({ dir }) => ({ ...soundSessions(dir), patch: async () => {} }),
};
