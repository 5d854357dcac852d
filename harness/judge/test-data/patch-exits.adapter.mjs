import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'patch-exits',
  claims: { survives: 'process-kill' },
  open: ({ dir }) => ({ ...soundSessions(dir), patch: () => process.exit(0) }),
};
