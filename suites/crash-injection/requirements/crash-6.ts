import { always, type CrashRequirement } from '../requirement.ts';

/** CRASH-6: recovery is idempotent and itself survives crashes. */
export const crash6: CrashRequirement = {
  id: 'CRASH-6',
  title: 'a crash during recovery is survived; recovering twice gives the same state',
  severity: 'MUST',
  origin:
    'ALICE (Pillai et al., OSDI 2014): recovery code is the least tested; incident 2: a repair that rewrites the file in place',
  explanation: `Recovery runs when the machine is at its worst: a process that was killed once is likely to be killed again (out of memory, a supervisor that
restarts too fast). Whatever recovery writes must be as safe as any other write, and a second recovery must find nothing left to change.

What to do: repair into a temporary file and rename, or only ever truncate the torn tail.`,
  defects: ['recovery-that-destroys'],
  under: 'any-crash',
  notApplicable: always,
  isBrokenBy: ({ kind }) => kind === 'unstable' || kind === 'recovery-crash',
};
