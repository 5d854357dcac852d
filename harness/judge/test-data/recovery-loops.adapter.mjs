import { existsSync } from 'node:fs';
import path from 'node:path';
import { soundSessions } from './sound-sessions.mjs';

// Waits, without awaiting, for the process that left a temporary file to finish its work.
export default {
  name: 'recovery-loops',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    while (existsSync(path.join(dir, 'alpha.json.tmp')));
    return soundSessions(dir);
  },
};
