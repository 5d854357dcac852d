import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'in-place',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const { read, list } = soundSessions(dir);
    const create = (session, fields) => writeFile(path.join(dir, `${session}.json`), JSON.stringify(fields));
    return {
      create,
      patch: async (session, fields) => create(session, { ...(await read(session))?.fields, ...fields }),
      read,
      list,
    };
  },
};
