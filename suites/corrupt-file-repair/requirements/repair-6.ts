import { isDamage, type RepairRequirement, survivesNothing } from '../requirement.ts';

/** REPAIR-6: once is enough. */
export const repair6: RepairRequirement = {
  id: 'REPAIR-6',
  title: 'repair is idempotent, and deterministic',
  severity: 'MUST',
  origin: 'repairs that are appended to what they repair; a reader who is told of an error once, and of nothing the second time',
  explanation: `What a store shows of a damaged file depends on the file alone. Opened and read another time it shows the same, and a repair that is written to disk leaves nothing
for the next opening to do. Of some damages of each kind the store is also killed at every change that it makes while it opens and reads: the next opening shows the same.

The least of that is that nothing is repaired where nothing is damaged. A file that the store left itself is opened, read and written: that its bytes turn up under a
new name, of the kind that a damaged file gets, while those of a session with a single write do not, says that the store does not know its own files. So does a
name that calls them corrupt.

An error that comes only once is told to whoever happened to look first: if the damaged file is moved away by a read, the next one must still not say that
there is no such session. A repair that adds what it rescued to the damaged file doubles it at every start.

What to do: replace the file by the repaired one, under a name of its own first. Keep the damaged one once; a name made of its content does that.`,
  defects: ['repairs-again-and-again', 'malformed-is-deleted', 'whole-log-is-set-aside', 'calls-whole-logs-corrupt'],
  notApplicable: survivesNothing,
  concerns: (damageCase) => isDamage(damageCase) || damageCase.damage.kind === 'untouched',
  isBrokenBy: ({ kind }) => kind === 'unstable',
};
