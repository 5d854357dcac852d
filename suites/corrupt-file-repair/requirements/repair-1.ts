import { isDamage, type RepairRequirement, survivesNothing } from '../requirement.ts';

/** REPAIR-1: never silent. */
export const repair1: RepairRequirement = {
  id: 'REPAIR-1',
  title: 'corruption is never silent: the session is repaired, or the read fails with an error',
  severity: 'MUST',
  origin:
    'incidents 1, 2 and 4: files that are torn, empty, NUL-filled or `null` read as no session; claude-code#49876, gemini-cli#27276',
  explanation: `A damaged file is a fact that somebody has to hear of. A store that answers "no such session", an empty session, or the part of a history that
comes before the damage, makes the user begin anew without a word, and the next save writes over what could still have been rescued.

A read that rejects is an answer, and so is an open that rejects: whoever asked knows for what. So is a session that is whole again. Not judged are
damages that a store without checksums cannot notice (there, a flipped bit that leaves valid JSON, a log that ends earlier but whole), files as a
crash could have left them (crash-injection judges those), and, where an error was passed to onError, records that are missing.

Whose a file is can be wrong, too: a backup that was put back under the name of another session. Where the store claims what damage gets (claims.corruption) and its
files hold the ids of their sessions, the file of one session is copied over that of another, which must not be shown as that session. From a file without
an id nobody can tell.

A flipped bit that leaves JSON can be noticed by a checksum alone. Whether a store has one is found out: with another text of the same length in the place of one that was stored, are other bytes of the
file different? If so, and if the store claims what damage gets, a text must not be shown that does not fit them.

What is written to the damaged session afterwards, and acknowledged, is there when the store is opened again, or reading fails. A line that was glued to what the damage left is dropped with it; a branch for
damaged files may end before the write. That is asked where a crash could have left the file, too.

What to do: answer null only for ENOENT. Check that what was parsed has the shape that was written; \`null\`, \`[]\`, \`"x"\` and \`42\` are JSON too. In a log skip
a bad line, not everything behind it, and say that you did; a last line without its newline is the only one that a crash may have torn. Compare the id in a file with the one that was asked for.`,
  defects: [
    'malformed-reads-as-null',
    'malformed-reads-as-empty',
    'nul-block-ends-history',
    'bad-first-line-discards',
    'separator-splits-lines',
    'copied-file-is-believed',
    'checksum-not-compared',
    'python-skips-lines',
    'forgets-what-made-it-repair',
  ],
  notApplicable: survivesNothing,
  concerns: (damageCase) => isDamage(damageCase) || damageCase.damage.kind === 'copied-file',
  isBrokenBy: ({ kind }) => kind === 'silent',
};
