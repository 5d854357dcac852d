import type { ClockRequirement } from '../requirement.ts';

/** TIME-3: processes whose clocks differ. */
export const time3: ClockRequirement = {
  id: 'TIME-3',
  title: 'clocks that differ by an hour between processes lose and reorder nothing acknowledged',
  severity: 'MUST',
  needs: "claims.clocks of 'apart'",
  origin:
    'locks that count as abandoned by the reader’s clock, on volumes that containers and machines share; latest time stamp wins',
  explanation: `Two containers, a virtual machine that slept, a machine and the server of its files: several processes write one directory, and their clocks do not show
the same. A lock that is too old by the clock of whoever looks at it is taken from somebody who holds it; of two writes the one with the later time stamp wins, which
need not be the later one; records are sorted by clocks that never agreed.

What to do: tell whether who holds a lock is alive by something other than an age (a lock of the system, a pid, a heartbeat whose changes are counted and not
dated); order writes by a number that goes on from what is stored. Where an age has to do, take both times from one clock, such as modification times of two
files, of which one was written just now.`,
  defects: ['lock-stale-by-clock', 'later-clock-wins'],
  abilities: ['isolates-modules', 'round-trips', 'clients-together'],
  notApplicable: ({ clocks }) =>
    clocks === 'apart' ? undefined : "the store does not claim to bear clocks that differ (claims.clocks: 'apart')",
  kind: 'apart',
};
