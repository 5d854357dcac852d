import { type AppendRequirement, always, failedLoudly, NO_CALLS } from '../requirement.ts';

/** APPEND-3. */
export const append3: AppendRequirement = {
  id: 'APPEND-3',
  title: 'no unhandledRejection, no uncaughtException, no process exit',
  severity: 'MUST',
  origin: 'kimi-code#2902: ENOSPC escapes append and kills the session',
  explanation: `A disk that is full is no reason to take the whole process along. It happens where a promise is started and not awaited, where an error is thrown in a
timer or a stream without an error handler, and where a handler calls process.exit.

What to do: give every promise that is not awaited a catch that keeps the error, and every stream and timer a place for it to go.`,
  defects: ['failure-escapes-append'],
  notApplicable: always,
  concerns: failedLoudly,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'stray',
};
