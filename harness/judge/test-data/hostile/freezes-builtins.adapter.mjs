import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'freezes-builtins',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    for (const builtin of [Object, Array, Function, Promise, Map, Set, Error, Date]) {
      Object.freeze(builtin.prototype);
      Object.freeze(builtin);
    }
    return { ...sessions };
  },
};
