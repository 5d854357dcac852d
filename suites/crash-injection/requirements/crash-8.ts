import { type CrashRequirement, survivesNoPowerLoss } from '../requirement.ts';

/** CRASH-8: durable linearizability across power loss. */
export const crash8: CrashRequirement = {
  id: 'CRASH-8',
  title: 'acknowledged operations survive power loss, under each persistence model',
  severity: 'MUST',
  level: 'AA',
  loss: 'power-loss',
  needs: "claims.survives of 'power-loss'; judged after the flush where a flush acknowledges",
  origin:
    'fsync(2) and rename(2); Pillai et al., OSDI 2014 (60 such mistakes in 11 applications); Rebello et al., ATC 2020, on fsync that fails',
  explanation: `A write that has returned is in the memory of the kernel. When the power goes, only what was synced is on the disk, and of the rest the file
system decides what is there. So a store that promises more than a process kill has to sync before it acknowledges: the file, before it is
renamed into place; and the directory, after a file was created, renamed or removed in it. It must not take a second fsync for success after
a first one failed: Linux has given the data up by then.

What a killed process had written and not synced is no safer for its death. The next process sees it and cannot tell: what it acknowledges on top of
that has to be on disk with what it stands on, the name of a file that was there already too.

What to do: write the new content to a temporary file, fsync it, rename it, fsync the directory, then acknowledge. For logs: append, fsync, then
acknowledge; and fsync the directory once after the file was created. When fsync fails, report the failure and write the data anew.`,
  defects: [
    'no-fsync-at-all',
    'no-directory-fsync',
    'fsync-of-the-wrong-file',
    'acknowledge-before-fsync',
    'unlink-without-directory-fsync',
    'retry-after-failed-fsync',
    'ignores-failed-fsync',
    'found-name-taken-for-durable',
    'same-again-not-written',
    'adopts-finished-temp-file',
    'python-forgets-directory',
  ],
  under: 'power-loss',
  notApplicable: survivesNoPowerLoss,
  concerns: ({ statuses }) => statuses.includes('acknowledged'),
  isBrokenBy: ({ kind }) => kind === 'lost' || kind === 'resurrected',
};
