import type { ClockRequirement } from '../requirement.ts';

/** TIME-5: leases, and a clock that jumps. */
export const time5: ClockRequirement = {
  id: 'TIME-5',
  title: 'a clock that jumps does not hand a lease to two',
  severity: 'MUST',
  needs: "claims.lease of 'fenced'",
  origin:
    'locks that count as run out once the clock has been corrected, while whoever holds them writes on (Kleppmann, "How to do distributed locking")',
  explanation: `A lease is a lock that runs out, so that nobody waits for a process that died. When it runs out is told by a clock, and clocks jump: a machine wakes
up, a virtual one is moved, somebody corrects the time. Another instance then takes the lease while the first one, which knows nothing of that, goes on. Or it
takes a lease that seems to begin in the future for one that is damaged.

That another one gets the lease is not the failure; that both write is. What to do: give each lease a number that is higher than all before it, keep the highest
one beside what it protects, and refuse a write with a lower one in the same step that writes.`,
  defects: ['lease-by-clock', 'lease-from-the-future'],
  abilities: ['isolates-modules', 'round-trips'],
  notApplicable: ({ lease }) => (lease === 'fenced' ? undefined : "the store does not claim leases (claims.lease: 'fenced')"),
  kind: 'lease',
};
