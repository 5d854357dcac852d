import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { JsonlLogStore } from './jsonl-log/jsonl-log-store.ts';

/** An exemplary log store: an append-only JSONL file per session, which repairs itself. */
export default defineAdapter({
  name: 'jsonl-log',
  claims: {
    survives: 'power-loss',
    writers: 'many-instances',
    append: 'awaited',
    corruption: 'repair',
    values: 'exact',
    attributes: 'kept',
  },
  open: ({ dir }) => JsonlLogStore.open(dir),
});
