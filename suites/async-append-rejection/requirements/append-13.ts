import { type AppendRequirement, failedLoudly, NO_CALLS, needsSurvival } from '../requirement.ts';

/** APPEND-13. */
export const append13: AppendRequirement = {
  id: 'APPEND-13',
  title:
    'after any failure the live view and a freshly opened one agree: nothing accepted is visible live and gone on reload, nothing refused comes back',
  severity: 'MUST',
  origin: 'stores that change their memory first and write it afterwards',
  explanation: `What is shown now is what people and programs go on from. If an instance shows a write that the disk refused, everything built on it is gone after the next start; and what
was refused, and perhaps done again by other means, must not appear by itself later. A store that reads the disk for every read has nothing to do here.

What to do: change the memory after the disk; where a write failed, forget what is in memory of that session and read it again.`,
  defects: ['memory-shows-what-was-refused'],
  notApplicable: needsSurvival,
  concerns: failedLoudly,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'disagree',
};
