import { CHECKED, NO_NUMBER, survivesNothing, type UpgradeRequirement } from '../requirement.ts';

/** UPG-3: unknown schema versions. */
export const upg3: UpgradeRequirement = {
  id: 'UPG-3',
  title:
    'a file of an unknown schema version, higher or lower, is migrated, kept or refused; never deleted, never taken for no session',
  severity: 'MUST',
  origin: 'maka#2357: a file of another schema version is deleted, and begun anew',
  explanation: `A file whose version the code does not know is somebody's session all the same. To delete it, or to show an empty one in its place, which the next save then
writes, loses it.

The version numbers in the store's own files are raised, as a much newer version would write them: what bears the name of a version, and is the same in all files at all times.
The sessions are read, and may be shown or refused, but not be told as none or as empty ones. Then the files get their own number back, and everything is there. To
lower a number says little: a version that knows the lower one migrates what never was of that form.

What to do: throw, and say which version was found and which are known.`,
  defects: ['unknown-version-deleted'],
  notApplicable: survivesNothing,
  triedBy: ['number-read'],
  isBrokenBy: ({ kind }) => kind === 'unknown-taken-for-none',
  untried: CHECKED,
  withoutNumber: NO_NUMBER,
};
