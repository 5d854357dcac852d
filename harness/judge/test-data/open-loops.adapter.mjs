export default {
  name: 'open-loops',
  claims: { survives: 'process-kill' },
  open() {
    for (;;);
  },
};
