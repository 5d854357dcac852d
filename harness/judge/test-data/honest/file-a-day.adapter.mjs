// Keeps a log file for each day beside the sessions: it grows with the days, not with the crashes.
import fs from 'node:fs';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';
import { soundSessions } from '../sound-sessions.mjs';

export default defineAdapter({
  name: 'file-a-day',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    fs.mkdirSync(path.join(dir, 'logs'), { recursive: true });
    fs.appendFileSync(path.join(dir, 'logs', `${new Date().toISOString().slice(0, 10)}.log`), 'opened\n');
    return soundSessions(dir);
  },
});
