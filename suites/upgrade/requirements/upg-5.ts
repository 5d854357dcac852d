import { needsOlderCode, type UpgradeRequirement } from '../requirement.ts';

/** UPG-5: old data during a migration. */
export const upg5: UpgradeRequirement = {
  id: 'UPG-5',
  title: 'the migration leaves the old data recoverable until it is complete, and runs once',
  severity: 'SHOULD',
  needs: '`older` in the adapter',
  origin: 'migrations that rewrite file by file: whoever meets one that fails half way can go neither forward nor back',
  explanation: `When the new version cannot finish the migration, because of a full disk or of a fault of its own, its user goes back to the old one. That one should find what it left.

The present version is killed at every change that it makes while it opens and reads what an older one wrote; then the older one is opened and should show all of it. What it refuses to open is
no harm: that may be a lock. And where opening and reading changes the disk a second and a third time, more than it does where there is nothing to migrate, the migration is taken to run
each time.

What to do: migrate into a new place, and switch at the end; note that it is done.`,
  defects: ['migration-in-place'],
  notApplicable: needsOlderCode,
  triedBy: ['cut-short', 'opened-again'],
  isBrokenBy: ({ kind }) => kind === 'not-recoverable' || kind === 'runs-again',
  untried: 'the present version changes nothing when it opens and reads what the older ones wrote',
};
