import { soundSessions } from '../sound-sessions.mjs';

/** A text has room for 1,000 characters: the rest is cut, without a word. */
const cut = (value) => {
  if (typeof value === 'string') return value.slice(0, 1000);
  if (Array.isArray(value)) return value.map(cut);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cut(part)]));
};

export default {
  name: 'cuts-texts',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    return {
      ...sessions,
      create: (session, fields) => sessions.create(session, cut(fields)),
      patch: (session, fields) => sessions.patch(session, cut(fields)),
    };
  },
};
