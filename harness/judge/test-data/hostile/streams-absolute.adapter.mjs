import { createWriteStream } from 'node:fs';
import { soundSessions } from '../sound-sessions.mjs';
export default {
  name: 'streams-absolute',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);

    return {
      ...sessions,
      patch: async (session, fields) => {
        await new Promise((resolve) =>
          createWriteStream(`${process.env.CW_OUTSIDE}/streamed`).on('error', resolve).end('x', resolve),
        );
        await sessions.patch(session, fields);
      },
    };
  },
};
