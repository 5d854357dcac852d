import { always, ofOrdinarySize, type TornRequirement } from '../requirement.ts';

/** TORN-1: never missing. */
export const torn1: TornRequirement = {
  id: 'TORN-1',
  title: 'while a session is being written a reader never finds it missing',
  severity: 'MUST',
  origin:
    'writeFile over an existing file gives readers empty or short content (22 of 66 reads on tmpfs), which many stores take for "no such session"',
  explanation: `A session that exists before a write and after it exists during it. A reader that comes in the middle must not be told that there is no such
session: it would start a new one and, at its next save, overwrite the old. It happens where a file is removed or emptied before it is written
again, and where whatever cannot be parsed counts as missing.

What to do: write the new content to a temporary file beside the old one and rename it over the old one. Answer null only for ENOENT, never for
a file that does not parse.`,
  defects: ['reader-maps-parse-error-to-null', 'truncate-in-place'],
  notApplicable: always,
  concerns: ofOrdinarySize,
  isBrokenBy: ({ kind }) => kind === 'missing',
};
