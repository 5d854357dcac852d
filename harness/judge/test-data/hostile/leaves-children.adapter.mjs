import { execFileSync, spawn } from 'node:child_process';
import { soundSessions } from '../sound-sessions.mjs';

let started = false;
export default {
  name: 'leaves-children',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      patch: async (session, fields) => {
        if (!started) {
          started = true;
          spawn('sleep', ['600'], { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH } }).unref();
          execFileSync('sh', ['-c', 'sleep 601 > /dev/null 2>&1 &']);
        }
        await sessions.patch(session, fields);
      },
    };
  },
};
