import { tagsInBytes } from '../../../harness/corruption/tags.ts';
import { type RepairRequirement, survivesNothing } from '../requirement.ts';
import { repairable } from '../what-shows.ts';

/** REPAIR-2: what is intact comes back. */
export const repair2: RepairRequirement = {
  id: 'REPAIR-2',
  title: 'every record whose bytes are intact comes back, in order',
  severity: 'MUST',
  needs: "claims.corruption: 'repair'",
  origin: 'incident 2 (a file without its first line, a non-object line), qwen-code#3606 (two records on one line)',
  explanation: `A store that claims to repair gives back what the damage did not touch. Of a log that is every line that is there as it was written, before the damage and
behind it, whatever happened to the header: an error is not enough then, nor is the part in front of the damage. It is also every object that is whole and
has lost no more than a line of its own: two on one line, because a newline is gone, or a line that ends in CR LF. Their order is that in which they were
appended, or that of the damaged file. A log that a newer version has written to may be refused.

What to do: read line by line, skip what cannot be parsed and go on; a line that cannot be may be two that can, \`}{\` between them. Do not let the first line decide about the others; what it says is in the file's name,
or can be written again.`,
  defects: ['repair-stops-at-damage', 'repair-drops-glued-lines'],
  notApplicable: (claims) =>
    survivesNothing(claims) ??
    (claims.corruption === 'repair' ? undefined : "the store does not claim claims.corruption: 'repair'"),
  untestable: (files) =>
    files.some(({ format, bytes }) => format === 'jsonl' && tagsInBytes(bytes).length > 0)
      ? undefined
      : 'no file of a session is a log of JSON lines in which the records can be found, so which of them are intact cannot be told from outside',
  concerns: (damageCase) => !damageCase.wasSo && repairable(damageCase).length > 0,
  isBrokenBy: ({ kind }) => kind === 'not-repaired',
};
