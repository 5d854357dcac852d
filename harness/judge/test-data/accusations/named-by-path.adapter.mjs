import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Names its files after their whole path: right, as long as its directory stays where it is. */
export default {
  name: 'named-by-path',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const fileOf = (id) => path.join(dir, createHash('sha256').update(path.join(dir, id)).digest('hex'));
    const load = (id) => (existsSync(fileOf(id)) ? JSON.parse(readFileSync(fileOf(id), 'utf8')) : null);
    const save = (id, fields) => {
      // One for all, so that there is never more than one.
      const temporary = path.join(dir, 'temporary');
      writeFileSync(temporary, JSON.stringify(fields));
      renameSync(temporary, fileOf(id));
    };
    rmSync(path.join(dir, 'temporary'), { force: true });
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
