import { needsOlder, type UpgradeRequirement, USELESS_OLDER } from '../requirement.ts';

/** UPG-1: migrations. */
export const upg1: UpgradeRequirement = {
  id: 'UPG-1',
  title:
    'a migration that is killed, loses power or meets a failing call at any point is finished by the next open, or refused with the old data whole; nothing is lost, nothing doubled',
  severity: 'MUST',
  needs: '`older` in the adapter',
  origin:
    'opencode#13636 and tidebreak#3025: "migrated" is noted before the migration is through, and what was not copied yet is never copied',
  explanation: `A migration is the one time when all sessions are written at once, by code that runs once on each machine and never again. It is interrupted like any other
write: the user closes the window that seems to hang, the disk is full, since for a while everything is there twice.

An older version, from the adapter's \`older\`, lives first and writes. Then the present one opens, is killed at every change that it makes, loses power where that is claimed, and has
each of its calls fail. The next open shows every session, with every field and record, once; or it refuses, and then the older version still shows all of it. Fields that
a migration adds are its own affair.

What to do: write the new form beside the old one and note that it is there last, by a rename or in one transaction; begin anew as long as that note is not
there; let go of the old form only after it.`,
  defects: ['migration-noted-too-early', 'migration-copies-again'],
  notApplicable: needsOlder,
  triedBy: ['taken-over'],
  isBrokenBy: ({ kind }) => kind === 'not-taken-over',
  untried: USELESS_OLDER,
};
