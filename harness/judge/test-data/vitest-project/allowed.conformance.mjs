import { conformance } from 'crashworthy/vitest';

const native = { effort: 'quick', host: 'process', only: ['CRASH-1', 'PATCH-7'] };
conformance('./shell-writes.adapter.mjs', { ...native, allowNotTestable: true });
