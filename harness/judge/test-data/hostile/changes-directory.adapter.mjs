import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'changes-directory',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    process.chdir('/');
    return { ...sessions };
  },
};
