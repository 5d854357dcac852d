import { openIn } from './sqlite-modes.mjs';

// What a transaction changes is kept in memory alone, for taking it back: a kill in its midst leaves half of it.
export default {
  name: 'sqlite-journal-in-memory',
  claims: { survives: 'process-kill' },
  open: ({ dir }) => openIn(dir, { journal_mode: 'memory', synchronous: 2 }),
};
