import { conformance } from 'crashworthy/vitest';

conformance('memory', { effort: 'quick', skip: ['CRASH-3'] });
