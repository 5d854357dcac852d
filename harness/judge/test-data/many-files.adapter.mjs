import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { soundSessions } from './sound-sessions.mjs';

const FILES = 60;

// Marks that a session was changed in so many files that all its crash images and traces are large. Nothing in it is wrong.
export default {
  name: 'many-files',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const store = soundSessions(dir);
    const mark = async () => {
      for (let file = 0; file < FILES; file++) await writeFile(path.join(dir, `mark-${file}`), '');
    };
    return {
      ...store,
      patch: async (session, fields) => {
        await mark();
        await store.patch(session, fields);
      },
    };
  },
};
