import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { soundSessions } from '../../../harness/judge/test-data/sound-sessions.mjs';

const HOUR_MS = 3_600_000;

/** One process at a time: the lock of another one, which may be dead, is respected for an hour. Everything about it is right. */
export default {
  name: 'locks-for-an-hour',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const lock = path.join(dir, 'lock');
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs < HOUR_MS) throw new Error('the directory is in use');
    writeFileSync(lock, String(process.pid));
    return { ...soundSessions(dir), close: () => rmSync(lock, { force: true }) };
  },
};
