import { defineRegistry } from '../harness/contract/define-registry.ts';
import { SessionRegistry } from './session-registry/session-registry.ts';

/** An exemplary registry: it keeps launches and locks, a file each, and asks who knows what runs whenever it is asked. */
export default defineRegistry({
  name: 'session-registry',
  claims: { survives: 'process-kill', locks: 'any-process', manualLocks: 'kept' },
  open: (options) => SessionRegistry.open(options),
});
