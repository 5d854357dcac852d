import { soundSessions } from './sound-sessions.mjs';

// Takes away what leads upwards until nothing does, but never gets rid of a name that is nothing else.
export default {
  name: 'id-loops',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    const plain = (session) => {
      let name = session;
      while (name === '..') name = name.replace('../', '');
      return name;
    };
    return {
      ...sessions,
      create: (session, fields) => sessions.create(plain(session), fields),
      patch: (session, fields) => sessions.patch(plain(session), fields),
      read: (session) => sessions.read(plain(session)),
      delete: (session) => sessions.delete(plain(session)),
    };
  },
};
