// Writes in place under a lock file, and tells readers who come meanwhile that it is busy, as SQLite does without a busy timeout.
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

export default defineAdapter({
  name: 'busy',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const lock = path.join(dir, 'lock');
    let turn = Promise.resolve();
    const exclusively = async (task) => {
      const handle = await open(lock, 'wx').catch(() => {
        throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
      });
      try {
        await handle.close();
        return await task();
      } finally {
        await rm(lock);
      }
    };
    const inTurn = (task) => {
      const done = turn.then(() => exclusively(task));
      turn = done.catch(() => {});
      return done;
    };
    const load = async (session) => {
      const text = await readFile(path.join(dir, `${session}.json`), 'utf8').catch((error) =>
        error.code === 'ENOENT' ? null : Promise.reject(error),
      );
      return text === null ? null : JSON.parse(text);
    };
    return {
      patch: (session, fields) =>
        inTurn(async () => writeFile(path.join(dir, `${session}.json`), JSON.stringify({ ...(await load(session)), ...fields }))),
      read: (session) =>
        exclusively(async () => {
          const fields = await load(session);
          return fields === null ? null : { fields };
        }),
      list: () =>
        exclusively(async () => (await readdir(dir)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))),
    };
  },
});
