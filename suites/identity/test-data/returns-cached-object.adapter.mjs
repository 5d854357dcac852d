import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** `read` returns the object in the instance's own cache. Everything else about it is right. */
export default {
  name: 'returns-cached-object',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const cache = new Map();
    const fileOf = (id) => {
      if (id.length > 60) throw new Error('the id is too long');
      return path.join(dir, `${Buffer.from(id, 'utf16le').toString('hex')}.json`);
    };
    const load = (id) => {
      if (cache.has(id)) return cache.get(id);
      try {
        const fields = JSON.parse(readFileSync(fileOf(id), 'utf8'));
        cache.set(id, fields);
        return fields;
      } catch (error) {
        if (error.code === 'ENOENT') return null;
        throw error;
      }
    };
    const save = (id, fields) => {
      const file = fileOf(id);
      const text = JSON.stringify(fields);
      writeFileSync(`${file}.tmp`, text);
      renameSync(`${file}.tmp`, file);
      const live = cache.get(id);
      if (live === undefined) {
        cache.set(id, JSON.parse(text));
        return;
      }
      // The same object for as long as the instance lives: whoever read it before sees the change.
      for (const [key, value] of Object.entries(JSON.parse(text))) {
        Object.defineProperty(live, key, { value, enumerable: true, configurable: true, writable: true });
      }
    };
    return {
      create: (id, fields) => save(id, fields),
      patch: (id, fields) => save(id, { ...load(id), ...JSON.parse(JSON.stringify(fields)) }),
      read: (id) => {
        const fields = load(id);
        return fields === null ? null : { fields };
      },
      delete: (id) => {
        cache.delete(id);
        rmSync(fileOf(id), { force: true });
      },
    };
  },
};
