import { conformance } from 'crashworthy/vitest';

conformance(new URL('./in-place.adapter.mjs', import.meta.url), {
  effort: 'quick',
  confirmKill: false,
  only: ['CRASH-1', 'CRASH-3', 'CRASH-9'],
});
