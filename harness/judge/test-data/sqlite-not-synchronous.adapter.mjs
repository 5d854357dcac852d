import { openIn } from './sqlite-modes.mjs';

// A commit is written and not synchronised: it survives a kill, and no loss of power.
export default {
  name: 'sqlite-not-synchronous',
  claims: { survives: 'power-loss' },
  open: ({ dir }) => openIn(dir, { journal_mode: 'wal', synchronous: 0 }),
};
