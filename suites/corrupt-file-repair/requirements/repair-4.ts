import { isDamage, type RepairRequirement, survivesNothing } from '../requirement.ts';
import { DAMAGED } from '../workloads.ts';

/** REPAIR-4: all views. */
export const repair4: RepairRequirement = {
  id: 'REPAIR-4',
  title: 'every view agrees: what read repairs, list and the others show too',
  severity: 'MUST',
  origin:
    'incident 2, after its first fix: load repaired the file, while the list and the raw view still called the session gone',
  explanation: `A session that can be read but is not listed is gone for everybody who does not know its name by heart. It happens where the list has a parser of its own, which
takes only the first line, or gives up where the other one repairs.

Wherever read gives a state, list contains the session, and every view shows it with the same values in the fields that it shows.

What to do: have one function that reads a file, for all of them.`,
  defects: ['list-hides-what-read-repairs', 'unlisted-without-header'],
  notApplicable: (claims, { methods, views }) =>
    survivesNothing(claims) ?? (methods.includes('list') || views.length > 0 ? undefined : 'the store has no list and no views'),
  untestable: () => 'after no damage was the session shown',
  concerns: (damageCase) => isDamage(damageCase) && damageCase.first.snapshots.some(({ read }) => isShown(read[DAMAGED])),
  isBrokenBy: ({ kind }) => kind === 'views-disagree',
};

function isShown(result: object | undefined): boolean {
  return result !== undefined && 'state' in result && result.state !== null;
}
