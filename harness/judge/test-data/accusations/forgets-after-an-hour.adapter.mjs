import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { soundSessions } from '../sound-sessions.mjs';

const HOUR_MS = 3_600_000;

/** Removes what nobody has written for an hour whenever it is opened, and says so nowhere. */
export default {
  name: 'forgets-after-an-hour',
  claims: { survives: 'process-kill' },
  async open({ dir }) {
    for (const name of await readdir(dir)) {
      const file = path.join(dir, name);
      if (Date.now() - (await stat(file)).mtimeMs > HOUR_MS) await rm(file);
    }
    return soundSessions(dir);
  },
};
