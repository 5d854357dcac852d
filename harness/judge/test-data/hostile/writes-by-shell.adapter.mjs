import { execFileSync } from 'node:child_process';
import { soundSessions } from '../sound-sessions.mjs';

let written = false;

export default {
  name: 'writes-by-shell',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    if (!written) execFileSync('sh', ['-c', 'echo x > "$CW_OUTSIDE/by-shell"']);
    written = true;
    return soundSessions(dir);
  },
};
