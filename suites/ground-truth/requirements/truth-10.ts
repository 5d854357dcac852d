import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-10: locks of dead owners are freed, manual locks stay. */
export const truth10: TruthRequirement = {
  id: 'TRUTH-10',
  title: 'locks of dead owners are freed, manual locks stay',
  severity: 'MUST',
  needs: 'locks',
  origin: 'incident 4 keeps locks beside its sessions; openclaw#26579: locks of dead pids',
  explanation: `A lock whose owner has died is nobody's: after a sweep, and an hour for registries that go by leases, it is not shown and the next one who asks gets it. A lock whose owner lives is that owner's, however long
it takes. A lock that somebody set by hand has no owner that could die (the process that set it was gone a moment later): it stays until it is unset by hand, over sweeps and restarts.

Legal: a lock that is asked for again by who has it, and one that is unlocked by somebody else, may go either way.

What to do: store the owner's pid and start time with the lock, and look at them before you refuse; mark what was set by hand.`,
  defects: ['dead-owner-keeps-lock', 'manual-lock-expires', 'lock-expires-while-held'],
  notApplicable: applies.locks,
  concerns: concerns.locks,
  isBrokenBy: ({ kind }) => kind === 'lock',
};
