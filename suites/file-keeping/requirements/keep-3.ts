import { needsSurvival } from '../needs.ts';
import type { KeepRequirement } from '../requirement.ts';

/** KEEP-3: disks that are not like the one at home. */
export const keep3: KeepRequirement = {
  id: 'KEEP-3',
  title:
    'a write succeeds, or fails with an error, where the temporary directory is another file system (EXDEV), the directory is read-only or names are folded; the old content stays',
  severity: 'MUST',
  origin: 'containers, in which /tmp is a tmpfs; read-only deployments; the file systems of macOS and Windows',
  explanation: `A store is written on one machine and runs on others. There a rename out of \`os.tmpdir()\` fails with EXDEV, a directory in which files may be written to, but none be made, refuses the temporary file
(EACCES), \`Session\` and \`session\` are one file, and a name that fits does not fit any more with \`.tmp\` behind it. Each is an error like others, and what a store does about it must neither lose what was there nor
say that something was written which was not.

What to do: make temporary files in the directory of the file itself; pass errors on; keep the id in the file and compare it, or encode capitals in names; leave room in names for suffixes.`,
  defects: ['makes-room-for-move', 'skips-saves-when-read-only', 'exact-name-in-listing'],
  notApplicable: needsSurvival,
  kinds: ['temporary-apart', 'read-only-directory', 'folded-names', 'long-names'],
  isBrokenBy: ({ kind }) => kind === 'lost',
};
