import { always, ofOrdinarySize, type TornRequirement } from '../requirement.ts';

/** TORN-2: whole versions. */
export const torn2: TornRequirement = {
  id: 'TORN-2',
  title: 'a reader sees a whole version: never part of one, never a parse error',
  severity: 'MUST',
  origin:
    'readers of a log saw records half written in 3,888 of 10,281 polls at 5 KB on ext4; Node writes files in pieces of 512 KiB',
  explanation: `Reading a file takes several calls, and so does writing one. A reader that comes between two calls of a writer, or a writer that comes between
two calls of a reader, must not make the reader show half of a change, a mixture of two, or an error.

An error that says that the store is busy or locked is an answer too, and is not held against the store.

What to do: replace files by rename, so that a reader has the old one or the new one open; in a log, take a last line without its newline for
a record that is not there yet; where a session is spread over several files, let one of them say which version of the others counts.`,
  defects: ['write-file-in-place-read', 'partial-two-files'],
  notApplicable: always,
  concerns: ofOrdinarySize,
  isBrokenBy: ({ kind }) => kind === 'torn' || kind === 'unopenable',
};
