// Removes at its start, without a word, what has not been written to for an hour (claude-code#62250, with a shorter time).
import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

const HOUR_MS = 3_600_000;

export default defineAdapter({
  name: 'removes-after-an-hour',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const fileOf = (session) => path.join(dir, `${encodeURIComponent(session)}.json`);
    for (const name of readdirSync(dir)) {
      const file = path.join(dir, name);
      if (statSync(file).mtimeMs < Date.now() - HOUR_MS) unlinkSync(file);
    }
    const load = async (session) => {
      try {
        return JSON.parse(await readFile(fileOf(session), 'utf8'));
      } catch (error) {
        if (error.code === 'ENOENT') return null;
        throw error;
      }
    };
    return {
      async patch(session, fields) {
        const merged = { ...(await load(session)), ...fields };
        await writeFile(`${fileOf(session)}.tmp`, JSON.stringify(merged));
        await rename(`${fileOf(session)}.tmp`, fileOf(session));
      },
      async read(session) {
        const fields = await load(session);
        return fields === null ? null : { fields };
      },
    };
  },
});
