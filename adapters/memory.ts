import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { MemoryStore } from './memory/memory-store.ts';

/** The smallest store there is: it keeps every promise but survival. */
export default defineAdapter({
  name: 'memory',
  claims: { survives: 'nothing' },
  open: () => new MemoryStore(),
});
