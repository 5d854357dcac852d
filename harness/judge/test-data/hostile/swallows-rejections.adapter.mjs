import { soundSessions } from '../sound-sessions.mjs';

export default {
  name: 'swallows-rejections',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const sessions = soundSessions(dir);
    process.on('uncaughtException', () => {});
    process.on('unhandledRejection', () => {});
    return {
      ...sessions,
      patch: async (session, fields) => {
        void Promise.reject(new Error('nobody waits for me'));
        await sessions.patch(session, fields);
      },
    };
  },
};
