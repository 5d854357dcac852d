import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'large-patch-exits',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const patch = (session, fields) => (JSON.stringify(fields).length > 4096 ? process.exit(0) : sessions.patch(session, fields));
    return { ...sessions, patch };
  },
};
