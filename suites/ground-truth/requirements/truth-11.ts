import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-11: an entry of a dead session does not own its id. */
export const truth11: TruthRequirement = {
  id: 'TRUTH-11',
  title: 'an entry of a dead session does not own its id (Maestro#1339)',
  severity: 'MUST',
  needs: 'status or launches',
  origin: "Maestro#1339: an id that a dead session had is refused, or shows the dead session's state",
  explanation: `Ids come back: a task is started again, a session is resumed. Whatever is stored of the session that had the id before, once it is dead beyond doubt (its source answers and does not list
it as running, its process is gone or its grace is over) a launch of the same id succeeds, and what is stored and told is the new session's.

Legal: refusing an id whose session may be alive.

What to do: look whether the one that is stored is alive before you refuse; replace the whole entry.`,
  defects: ['id-taken-for-ever', 'first-launch-is-kept'],
  notApplicable: applies.launching,
  concerns: concerns.relaunches,
  isBrokenBy: ({ kind }) => kind === 'id',
};
