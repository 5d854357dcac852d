import { defineAdapter } from 'crashworthy';

/** Keeps everything in memory, whatever it is given. */
export default defineAdapter({
  name: 'elsewhere',
  claims: { survives: 'process-kill' },
  services: ['redis'],
  open: () => {
    const sessions = new Map();
    return {
      patch: (id, fields) => void sessions.set(id, { fields: { ...sessions.get(id)?.fields, ...fields } }),
      read: (id) => sessions.get(id) ?? null,
    };
  },
});
