import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Keeps everything in memory, and saves it by one temporary name: of two flushes at once one finds it gone. No field is lost. */
export default {
  name: 'flushes-collide',
  claims: { survives: 'process-kill', acknowledgedBy: 'flush' },
  open({ dir }) {
    const file = path.join(dir, 'all.json');
    let all = {};
    try {
      all = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    const known = new Map(Object.entries(all));
    return {
      read: (session) => (known.has(session) ? { fields: structuredClone(known.get(session)) } : null),
      patch: (session, fields) => void known.set(session, { ...known.get(session), ...structuredClone(fields) }),
      list: () => [...known.keys()],
      async flush() {
        await writeFile(`${file}.tmp`, JSON.stringify(Object.fromEntries(known)));
        await rename(`${file}.tmp`, file);
      },
    };
  },
};
