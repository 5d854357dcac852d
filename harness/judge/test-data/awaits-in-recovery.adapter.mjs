import { existsSync } from 'node:fs';
import path from 'node:path';
import { soundSessions } from './sound-sessions.mjs';

// Polls for ever for the process that left a temporary file to finish its work.
export default {
  name: 'awaits-in-recovery',
  claims: { survives: 'process-kill' },
  async open({ dir }) {
    while (existsSync(path.join(dir, 'alpha.json.tmp'))) await null;
    return soundSessions(dir);
  },
};
