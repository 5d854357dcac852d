import { always, type ClockRequirement } from '../requirement.ts';

/** TIME-4: sessions do not expire unless that is claimed. */
export const time4: ClockRequirement = {
  id: 'TIME-4',
  title:
    'a session is not removed for its age unless that is claimed (`retention`), nor because all modification times were reset',
  severity: 'MUST',
  origin: 'claude-code#62250: transcripts that are older than thirty days are removed at a start, and nothing said so',
  explanation: `Somebody comes back after a holiday, or after a year, and what was said is gone: at its start the program removed what had not been written to
for so long, and nobody was asked. Or the files came out of a backup, a checkout or an archive, which give them other modification times, and a clean-up by
those times takes all of them at once.

What to do: remove nothing that nobody asked to be removed. Where sessions are to go for their age, say so: claim \`retention\`, the age in milliseconds
from which on a session may be removed. It is then kept at least as long, counted from the last write to it. Keep that time in the session; modification times
are no record of it.`,
  defects: ['removes-old-sessions', 'removes-by-modification-time', 'removes-while-open', 'shorter-than-claimed'],
  notApplicable: always,
  kind: 'age',
};
