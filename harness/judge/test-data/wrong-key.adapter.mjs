export default {
  name: 'wrong-key',
  claims: { survives: 'process-kill' },
  opne: () => ({}),
  open: () => ({}),
};
