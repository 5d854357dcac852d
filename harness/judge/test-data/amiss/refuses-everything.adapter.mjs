import { soundSessions } from '../sound-sessions.mjs';

const refuse = () => Promise.reject(new Error('a session needs an owner'));

/** What it would take the harness does not know. */
export default {
  name: 'refuses-everything',
  claims: { survives: 'process-kill' },
  open: ({ dir }) => ({ ...soundSessions(dir), create: refuse, patch: refuse }),
};
