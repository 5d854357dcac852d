import { type AppendRequirement, allOf, needsMethod } from '../requirement.ts';

/** APPEND-12. */
export const append12: AppendRequirement = {
  id: 'APPEND-12',
  title: 'no descriptor and no temp file is leaked by a failure',
  severity: 'SHOULD',
  needs: 'close',
  origin: 'a disk that is full, with a temporary file more in it for every attempt',
  explanation: `A failed write must not make things worse. A descriptor that stays open is one less for the next thousand; a temporary file on a full disk is why it stays full. Looked at when the disk has
healed and the store is closed. Files without which any session would be different do not count, nor do those of a kind (by name, whatever
number or time is in it) that the same operations leave without a failure.

What to do: close in a finally; remove the temporary file when the write or the rename fails.`,
  defects: ['descriptor-leaked-by-failure', 'temp-file-leaked-by-failure'],
  notApplicable: allOf(needsMethod('close')),
  concerns: ({ leftovers }) => leftovers !== undefined,
  untried: 'here nobody could look what a failure left behind',
  isBrokenBy: ({ kind }) => kind === 'leak',
};
