import { type CrashRequirement, survivesNoPowerLoss } from '../requirement.ts';

/** CRASH-13: atomicity across power loss. */
export const crash13: CrashRequirement = {
  id: 'CRASH-13',
  title: 'power lost at any point leaves each session readable: old or new, never empty, NUL-filled or torn',
  severity: 'MUST',
  level: 'AA',
  loss: 'power-loss',
  needs: "claims.survives of 'power-loss'",
  origin:
    'measured on ext4, xfs and btrfs: an append leaves NULs, a rename puts an empty file in place of a full one; Pillai et al., OSDI 2014',
  explanation: `Power loss does worse than stop in the middle. A file system may have the name and not the content, the new size and not the bytes (they read as NULs),
the second file and not the first. A store that meets such a file must show the session as it was before the write or after it.

What to do: fsync the temporary file before the rename, so that the name never stands for less than the content. In a log, give every record a
length and a checksum, and cut everything from the first record on that does not verify; a tail of NULs is what an ext4 append leaves.`,
  defects: [
    'rename-without-fsync',
    'log-without-checksum',
    'write-in-place-with-fsync',
    'two-files-without-commit-point',
    'adopts-finished-temp-file',
  ],
  under: 'power-loss',
  notApplicable: survivesNoPowerLoss,
  concerns: ({ statuses }) => statuses.some((status) => status !== 'not-invoked'),
  isBrokenBy: (deviation, { operations }) => {
    if (deviation.kind === 'unopenable' || deviation.kind === 'partial') return true;
    // Whole records with one missing among them are neither torn nor empty: where there is a flush, CRASH-9 is about those.
    if (deviation.kind === 'hole' && operations.some(({ op }) => op === 'flush')) return false;
    return 'whole' in deviation && !deviation.whole;
  },
};
