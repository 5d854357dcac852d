export default {
  name: 'open-hangs',
  claims: { survives: 'process-kill' },
  open: () => new Promise(() => {}),
};
