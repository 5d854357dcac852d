import { conformance } from 'crashworthy/vitest';

// Everything that could be judged is switched off; what is wrong all the same must not be green.
conformance('./prints.adapter.mjs', { effort: 'quick', only: ['CRASH-9'] });
