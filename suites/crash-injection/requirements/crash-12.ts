import { always, type CrashRequirement } from '../requirement.ts';

/** CRASH-12: locks of the dead. */
export const crash12: CrashRequirement = {
  id: 'CRASH-12',
  title: 'a lock or marker left by a dead process does not block the next one for ever',
  severity: 'MUST',
  origin: 'openclaw#26579: locks of dead pids; incident 4',
  explanation: `A lock file outlives the process that was killed while it held it. The next process must find out that the owner is dead (its pid, the age of the lock)
and take over. A day passes between the crash and the next process, which may then wait ten minutes (all in simulated time); after that the check tries whether removing the file cures the store: if so, the lock is to blame.

What to do: write the owner's pid and start time into the lock and check them, or use a lock that the kernel frees (flock, a socket), or give
the lock a time limit that its holder renews.`,
  defects: ['stale-lock', 'stale-lock-throws'],
  under: 'any-crash',
  notApplicable: always,
  isBrokenBy: ({ kind }) => kind === 'blocked',
};
