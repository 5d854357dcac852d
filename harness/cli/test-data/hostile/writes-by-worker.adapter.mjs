import { Worker } from 'node:worker_threads';
import { soundSessions } from '../sound-sessions.mjs';

const CODE = "require('fs').writeFileSync(process.env.CW_OUTSIDE + '/by-worker', 'x'); setInterval(() => {}, 1000);";

export default {
  name: 'writes-by-worker',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    new Worker(CODE, { eval: true });
    return soundSessions(dir);
  },
};
