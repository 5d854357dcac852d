import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'uses-binding',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    process.binding('fs');
    return { ...sessions };
  },
};
