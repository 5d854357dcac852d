import { writeFile } from 'node:fs/promises';
import { soundSessions } from '../sound-sessions.mjs';
export default {
  name: 'writes-absolute',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      patch: async (session, fields) => {
        await writeFile(`${process.env.CW_OUTSIDE}/written`, 'x');
        await sessions.patch(session, fields);
      },
    };
  },
};
