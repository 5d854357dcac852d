// As read-lock, but claims to survive a kill (which it does not), so that readers in other processes are tried.
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineAdapter } from 'crashworthy';

export default defineAdapter({
  name: 'read-lock-for-all',
  claims: { survives: 'process-kill' },
  async open({ dir }) {
    const sessions = path.join(dir, 'sessions');
    await mkdir(sessions, { recursive: true });
    const lock = path.join(dir, 'lock');
    const locked = async (task) => {
      for (;;) {
        const handle = await open(lock, 'wx').catch((error) => (error.code === 'EEXIST' ? undefined : Promise.reject(error)));
        if (handle === undefined) {
          await sleep(20);
          continue;
        }
        try {
          await handle.close();
          return await task();
        } finally {
          await rm(lock);
        }
      }
    };
    const load = async (session) => {
      const text = await readFile(path.join(sessions, session), 'utf8').catch(() => null);
      return text === null ? null : JSON.parse(text);
    };
    return {
      patch: (session, fields) =>
        locked(async () => writeFile(path.join(sessions, session), JSON.stringify({ ...(await load(session)), ...fields }))),
      read: (session) =>
        locked(async () => {
          const fields = await load(session);
          return fields === null ? null : { fields };
        }),
      list: () => locked(() => readdir(sessions)),
      delete: (session) => locked(() => rm(path.join(sessions, session))),
    };
  },
});
