import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { soundSessions } from './sound-sessions.mjs';

// A file that is empty is asked again at once, for somebody may be writing it.
export default {
  name: 'damage-loops',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    return {
      ...soundSessions(dir, async (file, text) => {
        const { writeFile, rename } = await import('node:fs/promises');
        await writeFile(`${file}.tmp`, text);
        await rename(`${file}.tmp`, file);
      }),
      read(session) {
        const name = `${encodeURIComponent(session)}.json`;
        if (!readdirSync(dir).includes(name)) return null;
        const file = path.join(dir, name);
        while (statSync(file).size === 0);
        return { fields: JSON.parse(readFileSync(file, 'utf8')) };
      },
    };
  },
};
