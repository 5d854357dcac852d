import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { JsonFileStore } from './json-file/json-file-store.ts';

/** An exemplary document store: a JSON file per session, replaced as a whole. */
export default defineAdapter({
  name: 'json-file',
  claims: { survives: 'power-loss', writers: 'many-instances', corruption: 'reject', values: 'exact', attributes: 'kept' },
  open: ({ dir }) => JsonFileStore.open(dir),
});
