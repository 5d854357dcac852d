import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'no-process',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    globalThis.process = undefined;
    return { ...sessions };
  },
};
