import { needsLevel } from '../needs.ts';
import { mixedRaces, onEachLayout, onFirstLayout, onLayoutsInTurn, openingRaces, ownFieldRaces } from '../races.ts';
import type { PatchRequirement } from '../requirement.ts';

/** PATCH-3: several instances on one directory. */
export const patch3: PatchRequirement = {
  id: 'PATCH-3',
  title: 'the same through two instances on one directory, and through aliases of its path',
  severity: 'MUST',
  needs: 'many instances',
  origin: 'incident 1 after its fix: two spellings of one root had separate queues, 34 of 50 updates kept',
  explanation: `Two parts of a program open the same directory, one as \`./data\`, one as \`/srv/app/data/\`, one through a symbolic link. A queue that belongs to
the instance, or that is found by the path as it was spelled, does not see the other's writes.

Nor do all open it at once: one that is opened while another one writes finds a temporary file that is in use, and must not sweep it away.

What to do: keep the queues of a process in one place, by the canonical path (\`fs.realpath\`) of the directory or file; share caches in the same way,
or have none.`,
  defects: ['queue-per-instance', 'queue-by-spelling', 'temp-name-by-own-count', 'open-sweeps-living-files'],
  notApplicable: needsLevel('many-instances'),
  programs: (context) => [
    ...onEachLayout('many-instances', context, ownFieldRaces),
    ...onLayoutsInTurn('many-instances', context, mixedRaces),
    ...onFirstLayout('many-instances', context, openingRaces),
  ],
};
