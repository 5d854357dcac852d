import { conformance } from 'crashworthy/vitest';
import debris from './debris.adapter.mjs';

conformance(debris, {
  effort: 'quick',
  confirmKill: false,
  skip: ['corrupt-file-repair', 'async-append-rejection', 'identity', 'upgrade', 'clock', 'file-keeping'],
});
