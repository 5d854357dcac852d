import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HOUR_MS = 3_600_000;

/** Removes, when it is opened, what was not written to for an hour, and says so nowhere. */
export default {
  name: 'forgets-after-an-hour',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    for (const name of readdirSync(dir)) {
      const file = path.join(dir, name);
      if (name.endsWith('.tmp') || Date.now() - statSync(file).mtimeMs > HOUR_MS) rmSync(file);
    }
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
    };
  },
};
