// Adapters that no pool can be judged by, by name: each is what its name says.
const claims = { sessions: 'by-key', close: 'evicts' };
const pool = (open, more = {}) => ({ kind: 'pool', name: 'wrong', claims, open, ...more });
const methods = { prompt: async () => ({ status: 'done' }), live: () => [], dispose: async () => {}, close: async () => {} };

export const opensNot = pool(() => {
  throw new Error('no such server');
});
export const hasNoClose = pool(() => ({ ...methods, close: undefined }));
export const sendsNothing = pool(() => methods);
export const endsNothing = pool(({ backend }) => ({
  ...methods,
  prompt: async (chat, agent, input) => {
    const started = await backend.spawn({ chat, agent });
    started.send(input);
    return new Promise(() => {});
  },
}));
