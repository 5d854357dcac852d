import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-4: absent from a good listing but alive is not stopped. */
export const truth4: TruthRequirement = {
  id: 'TRUTH-4',
  title: 'absent from a good listing but alive is not stopped',
  severity: 'MUST',
  needs: 'status and processes',
  origin: 'incident 4: a live process that a source omitted becomes stopped (agentctl#109)',
  explanation: `Sources omit sessions: they read a directory that is being written, cut their list short, or learn of a session later than the registry. While the process of a session is
alive, it is not stopped, whatever a listing lacks.

Legal: running, or unknown.

What to do: look at the process (pid and start time) before you call a session stopped that its source does not list.`,
  defects: ['omitted-is-stopped'],
  notApplicable: applies.sourcesAndPids,
  concerns: concerns.launched,
  isBrokenBy: ({ kind }) => kind === 'omitted',
};
