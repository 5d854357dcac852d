import { isDamage, type RepairRequirement, survivesNothing } from '../requirement.ts';

/** REPAIR-6: once is enough. */
export const repair6: RepairRequirement = {
  id: 'REPAIR-6',
  title: 'repair is idempotent, and deterministic',
  severity: 'MUST',
  origin: 'repairs that are appended to what they repair; a reader who is told of an error once, and of nothing the second time',
  explanation: `What a store shows of a damaged file depends on the file alone. Opened and read another time it shows the same, and a repair that is written to disk leaves nothing
for the next opening to do.

An error that comes only once is told to whoever happened to look first: if the damaged file is moved away by a read, the next one must still not say that
there is no such session. A repair that adds what it rescued to the damaged file doubles it at every start.

What to do: replace the file by the repaired one, under a name of its own first. Keep the damaged one once; a name made of its content does that.`,
  defects: ['repairs-again-and-again', 'malformed-is-deleted'],
  notApplicable: survivesNothing,
  concerns: isDamage,
  isBrokenBy: ({ kind }) => kind === 'unstable',
};
