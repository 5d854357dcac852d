import { type AppendRequirement, always, failedLoudly, NO_CALLS } from '../requirement.ts';

/** APPEND-11. */
export const append11: AppendRequirement = {
  id: 'APPEND-11',
  title: 'a failed patch, create, rewrite or delete leaves the previous state readable, and its error reaches the caller',
  severity: 'MUST',
  origin: 'opencode#7607: a full disk leaves files of no bytes; keyv-file: set resolves and the file is destroyed',
  explanation: `The state before a write is all there is if the write fails. A file that was emptied to be written, on a disk that is full, is an empty file. What was refused may have
taken effect all the same, but only as a whole, and whoever called it has to hear of the error.

That holds for a kill in the midst of what the store does about the failure, too: a second way that removes the old file first, since a
rename was refused, leaves nothing if the process ends there.

What to do: write beside the old file and rename; change what is in memory only when the disk has it; let errors through.`,
  defects: ['in-place-write-on-full-disk', 'failed-save-swallowed', 'refused-rename-moves-aside'],
  notApplicable: always,
  concerns: failedLoudly,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'failed-write',
};
