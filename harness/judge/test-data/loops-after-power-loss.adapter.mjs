import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { soundSessions } from './sound-sessions.mjs';

// Waits, without awaiting, for an empty session to be filled. A kill leaves none: files get their names when they are whole.
export default {
  name: 'loops-after-power-loss',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    for (const name of readdirSync(dir).filter((name) => name.endsWith('.json'))) {
      while (statSync(path.join(dir, name)).size === 0);
    }
    return soundSessions(dir);
  },
};
