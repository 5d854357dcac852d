import { Worker } from 'node:worker_threads';
import { soundSessions } from '../sound-sessions.mjs';

const CODE = "require('fs').writeFileSync(process.env.CW_OUTSIDE + '/by-worker', 'x'); setInterval(() => {}, 1000);";

let started = false;

export default {
  name: 'writes-by-worker',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    if (!started) new Worker(CODE, { eval: true });
    started = true;
    return soundSessions(dir);
  },
};
