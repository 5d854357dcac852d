import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HOUR_MS = 3_600_000;

/** One process at a time: the lock of another one, which may be dead, is respected for an hour. Everything about it is right. */
export default {
  name: 'locks-for-an-hour',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const lock = path.join(dir, 'lock');
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs < HOUR_MS) throw new Error('the directory is in use');
    writeFileSync(lock, String(process.pid));
    for (const name of readdirSync(dir)) if (name.endsWith('.tmp')) rmSync(path.join(dir, name));
    const fileOf = (id) => path.join(dir, `${Buffer.from(id).toString('hex')}.json`);
    const load = (id) => (existsSync(fileOf(id)) ? JSON.parse(readFileSync(fileOf(id), 'utf8')) : null);
    const save = (id, fields) => {
      writeFileSync(`${fileOf(id)}.tmp`, JSON.stringify(fields));
      renameSync(`${fileOf(id)}.tmp`, fileOf(id));
    };
    return {
      create: (id, fields) => save(id, fields),
      patch: (id, fields) => save(id, { ...load(id), ...fields }),
      read: (id) => {
        const fields = load(id);
        return fields === null ? null : { fields };
      },
      close: () => rmSync(lock, { force: true }),
    };
  },
};
