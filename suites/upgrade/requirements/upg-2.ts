import { CHECKED, NO_NUMBER, survivesNothing, type UpgradeRequirement } from '../requirement.ts';

/** UPG-2: what a newer version wrote. */
export const upg2: UpgradeRequirement = {
  id: 'UPG-2',
  title:
    'a version that meets what a newer one wrote keeps it or refuses it; it never resets, empties or drops what it does not know',
  severity: 'MUST',
  origin: 'a user goes back a version, or has two machines: maka#2357, and a dozen projects more whose older version begins anew',
  explanation: `People go back a version when the new one annoys them, and forward again a week later. What they did in between and before is expected to be there.

The version numbers in the store's own files are raised, as a much newer version would write them, every session is written to, and the files get their own number back. Where
the store is opened and read alone, it must not set the numbers back either: the newer version would take its own files for old ones, and migrate them once more. With \`older\` in
the adapter that version comes back after the present one has written, writes too, and goes. Then the present one shows what it had written; what was refused meanwhile is all
right, and what the older one wrote may be where only that one looks.

What to do: look at the version before anything else, and refuse to write to what is newer; put a new form where older versions do not look.`,
  defects: ['newer-version-begun-anew', 'older-version-drops-newer', 'newer-version-stamped'],
  notApplicable: survivesNothing,
  triedBy: ['number-read', 'number-written', 'back-again'],
  isBrokenBy: ({ kind }) => kind === 'newer-destroyed' || kind === 'number-set-back',
  untried: CHECKED,
  withoutNumber: `${NO_NUMBER}, and the adapter brings no older version (\`older\`)`,
};
