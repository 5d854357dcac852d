import type { Json } from '../../harness/contract/session-store.ts';

/** What every program has in its objects, and JSON a form for: no store of sessions has a reason to refuse it. One of each kind. */
export const ORDINARY_VALUES: readonly Json[] = [
  'a text',
  true,
  -1.5,
  null,
  [],
  [1, 'two', null, false],
  {},
  { nested: { deeper: ['text', { count: 2 }] } },
  [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }],
];
