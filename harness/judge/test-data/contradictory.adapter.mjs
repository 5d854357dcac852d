import { soundSessions } from './sound-sessions.mjs';

export default {
  name: 'contradictory',
  claims: { survives: 'nothing', acknowledgedBy: 'flush' },
  open: ({ dir }) => soundSessions(dir),
};
