import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'sound',
  claims: { survives: 'process-kill' },
  open: ({ dir }) => soundSessions(dir),
};
