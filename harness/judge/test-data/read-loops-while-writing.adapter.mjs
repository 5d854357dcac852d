import { soundSessions } from './sound-sessions.mjs';

// A read waits, without awaiting, for the write that is going on in the same instance.
export default {
  name: 'read-loops-while-writing',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    let writing = 0;
    const noted =
      (write) =>
      async (...args) => {
        writing++;
        await write(...args).finally(() => writing--);
      };
    return {
      ...sessions,
      create: noted(sessions.create),
      patch: noted(sessions.patch),
      delete: noted(sessions.delete),
      read(session) {
        while (writing > 0);
        return sessions.read(session);
      },
    };
  },
};
