import { always, type CrashRequirement } from '../requirement.ts';

/** CRASH-7: debris. */
export const crash7: CrashRequirement = {
  id: 'CRASH-7',
  title: 'debris stays bounded over repeated crashes and never shows up as a session',
  severity: 'SHOULD',
  origin: 'incidents 1 and 2: orphan temporary files are never swept (25 in 25 kills)',
  explanation: `Every crash may leave a temporary file, a lock, a quarantined tail. A store that never sweeps them fills the disk of whoever is killed often; a
store whose listing takes them for sessions shows ghosts.

What to do: sweep old temporary files when opening, or reuse one name per session; list only names that you would write yourself.`,
  defects: ['unbounded-temp-files', 'temp-shown-as-session'],
  under: 'process-kill',
  notApplicable: always,
  isBrokenBy: ({ kind }) => kind === 'phantom' || kind === 'listed-twice' || kind === 'debris',
};
