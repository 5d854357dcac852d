import { defineAdapter } from 'crashworthy';
import { conformance } from 'crashworthy/vitest';

// Not the default export of this file, and so out of reach of the thread that is to run the store.
conformance(defineAdapter({ name: 'inline', claims: { survives: 'nothing' }, open: () => ({}) }));
