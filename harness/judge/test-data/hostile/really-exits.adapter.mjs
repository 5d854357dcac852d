import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'really-exits',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return { ...sessions, patch: async () => process.reallyExit(0) };
  },
};
