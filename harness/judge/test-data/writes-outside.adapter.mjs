import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { soundSessions } from './sound-sessions.mjs';

const beside = path.join('/var/tmp', 'crashworthy-test-written-outside');

export default {
  name: 'writes-outside',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const patch = async (session, fields) => {
      await writeFile(beside, 'here');
      await sessions.patch(session, fields);
    };
    return { ...sessions, patch };
  },
};
