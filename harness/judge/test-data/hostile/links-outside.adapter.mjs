import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'links-outside',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    symlinkSync(process.env.CW_OUTSIDE, path.join(dir, 'elsewhere'));
    writeFileSync(path.join(dir, 'elsewhere', 'written'), 'x');
    return sessions;
  },
};
