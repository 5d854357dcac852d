import { needsOlderCode, type UpgradeRequirement, USELESS_OLDER } from '../requirement.ts';

/** UPG-4: two versions at once. */
export const upg4: UpgradeRequirement = {
  id: 'UPG-4',
  title: "two versions on one directory at the same time destroy nothing of each other's that was acknowledged",
  severity: 'MUST',
  needs: '`older` in the adapter, and `writers` of more than one instance',
  origin: 'an update in one window while the other one still runs the version of yesterday',
  explanation: `An update replaces the program, not the one that is running. For hours both are at work on one directory.

One version is at work; the other one is opened on the same directory, writes to the same sessions and is closed; then the first one writes once more. It is tried with either first. What either
acknowledged has to be shown by one of the two when they are opened again, or be refused; it may be where only the one looks that wrote it.

What to do: put a new form where older versions do not look, and leave the old one alone until nobody uses it; or hold a lock that older versions respect.`,
  defects: ['migration-under-the-older-one'],
  notApplicable: (claims, capabilities) =>
    needsOlderCode(claims, capabilities) ??
    (claims.writers === 'one-instance' ? "the store claims one writer at a time (claims.writers: 'one-instance')" : undefined),
  triedBy: ['side-by-side'],
  isBrokenBy: ({ kind }) => kind === 'destroyed-by-the-other',
  untried: USELESS_OLDER,
};
