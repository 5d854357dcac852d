process.exit(0);

export default { name: 'exits-on-import', claims: { survives: 'process-kill' }, open: () => ({}) };
