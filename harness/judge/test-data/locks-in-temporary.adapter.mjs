import { appendFileSync, createWriteStream, mkdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { soundSessions } from './sound-sessions.mjs';

// Asked for once, while the module is loaded, as most programs do.
const LOCKS = path.join(tmpdir(), 'sound-locks');
const LOG = path.join(tmpdir(), 'sound.log');
mkdirSync(LOCKS, { recursive: true });
createWriteStream(path.join(tmpdir(), 'sound-loaded.log')).end('loaded\n');

/** Keeps sessions below its directory, and in the temporary one a log and a directory that is a lock: one that a dead process left is taken over. */
export default {
  name: 'locks-in-temporary',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const lock = path.join(LOCKS, 'one');
    let last = Promise.resolve();
    const locked = async (work) => {
      appendFileSync(LOG, 'locked\n');
      await mkdir(lock).catch((error) => (error.code === 'EEXIST' ? undefined : Promise.reject(error)));
      try {
        return await work();
      } finally {
        await rm(lock, { recursive: true, force: true });
      }
    };
    const patch = (session, fields) => {
      const running = last.then(() => locked(() => sessions.patch(session, fields)));
      last = running.catch(() => {});
      return running;
    };
    return { ...sessions, patch };
  },
};
