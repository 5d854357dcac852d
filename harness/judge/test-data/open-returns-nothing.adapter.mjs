export default {
  name: 'open-returns-nothing',
  claims: { survives: 'process-kill' },
  open: () => undefined,
};
