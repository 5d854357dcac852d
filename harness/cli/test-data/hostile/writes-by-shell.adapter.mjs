import { execFileSync } from 'node:child_process';
import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'writes-by-shell',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    execFileSync('sh', ['-c', 'echo x > "$CW_OUTSIDE/by-shell"']);
    return soundSessions(dir);
  },
};
