export default {
  name: 'open-throws',
  claims: { survives: 'process-kill' },
  open: () => {
    throw new Error('no such table: sessions');
  },
};
