import { isDamage, type RepairRequirement, survivesNothing } from '../requirement.ts';

/** REPAIR-5: it stays where it is. */
export const repair5: RepairRequirement = {
  id: 'REPAIR-5',
  title: 'one damaged session breaks no other, and does not break list',
  severity: 'MUST',
  origin: 'incident 1, after its fix: one malformed file makes list() throw for everyone; opencode#10904, kimi-code#2159',
  explanation: `With one file per session, damage to one is one session's trouble. A store that reads all of them when it opens, or to list them, and lets the first error out,
takes every session away because of one.

Where a file holds data of the damaged session alone, the store opens, list contains the other session, and that can be read and written as before. Files that
hold several sessions are not judged.

What to do: catch errors file by file. List by name, and leave the error to whoever reads the session.`,
  defects: ['list-throws-on-malformed', 'damaged-hash-breaks-list'],
  notApplicable: survivesNothing,
  untestable: (files) => (files.every(({ isShared }) => isShared) ? 'no file holds data of one session alone' : undefined),
  concerns: (damageCase) => isDamage(damageCase) && damageCase.file?.isShared === false,
  isBrokenBy: ({ kind }) => kind === 'spread',
};
