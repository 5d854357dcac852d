import { tagsInBytes } from '../../../harness/corruption/tags.ts';
import { type RepairRequirement, survivesNothing } from '../requirement.ts';
import { recoverable } from '../what-shows.ts';

/** REPAIR-3: nothing is destroyed. */
export const repair3: RepairRequirement = {
  id: 'REPAIR-3',
  title: 'the write after the damage destroys no recoverable byte: the original is kept, quarantined or refused',
  severity: 'MUST',
  origin:
    'incident 2, after its fix: what cannot be parsed loads as an empty session, and the next save destroys it; session-file-store',
  explanation: `A damaged file may be all that is left of a session. Whoever writes to the session after that must leave what could be recovered somewhere: in the session,
because it was repaired; in the file, because the write was refused; or in a file beside it.

After the damage the session is written to as a program would that knows nothing of it: a new field, a new record, and if the store says that there is no
such session, a new one. Then every payload whose bytes had been there is looked for, in all files and in what read gives. Of a log only whole lines count.

Of some damages of each kind more is tried. Every other operation, by itself: \`touch\`; and where the store claims what damage gets (claims.corruption), \`rewrite\`, and
of a session that cannot be read \`create\` and \`consume\`. Who replaces all records gives up those that are shown, and not what is in lines that were left out; who takes away
a session that nobody could read has taken nothing. And the store is killed at every change that it makes while it opens, reads and writes: what a repair was
about to keep is not lost by that.

What to do: refuse to write to what cannot be read; or rename the damaged file (\`x.json.corrupt-1\`) before anything is written in its place.`,
  defects: [
    'malformed-reads-as-empty',
    'malformed-is-deleted',
    'nul-block-ends-history',
    'bad-first-line-discards',
    'touch-saves-anew',
    'create-over-damaged',
    'rewrite-drops-damaged',
    'consume-takes-damaged',
    'repair-in-place',
    'cuts-off-glued-tail',
  ],
  notApplicable: survivesNothing,
  untestable: (files) =>
    files.every(({ format, bytes }) => format === 'opaque' || tagsInBytes(bytes).length === 0)
      ? 'what was stored cannot be found in the bytes of the files (they are not JSON, or it is encoded in them)'
      : undefined,
  concerns: (damageCase) => !damageCase.wasSo && recoverable(damageCase).length > 0,
  isBrokenBy: ({ kind }) => kind === 'destroyed',
};
