import { conformance } from 'crashworthy/vitest';

// Allowed or not: where nothing at all could be tested there is nothing to be green about.
conformance('./shell-writes.adapter.mjs', { effort: 'quick', host: 'process', only: ['CRASH-1'], allowNotTestable: true });
