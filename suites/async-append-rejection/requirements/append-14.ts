import { type AppendRequirement, needsSurvival } from '../requirement.ts';

/** APPEND-14. */
export const append14: AppendRequirement = {
  id: 'APPEND-14',
  title:
    'a short write (the call wrote fewer bytes than asked and raised no error) is completed or reported, never taken for success',
  severity: 'MUST',
  origin:
    'write(2): on a disk that is nearly full a write may store a part and say so by its count alone; write-file-atomic and atomically do not look at it',
  explanation: `fs.write and FileHandle.write give the number of bytes that were written. fs.writeFile looks at it and goes on; code that calls write itself has to do the same, or
what it renames into place is the first half of a file.

What to do: call write again with what is left until nothing is left, or fail; or use writeFile, also on a file handle.`,
  defects: ['short-write-ignored', 'python-short-write'],
  notApplicable: needsSurvival,
  concerns: ({ fault, struck }) => fault?.manner === 'short' && fault.thenFails !== true && struck,
  untried: 'the store made no write to the disk that could be short',
  isBrokenBy: ({ kind }) => kind === 'short-write',
};
