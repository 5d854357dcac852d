import { always, type CrashRequirement, WITHOUT_ROUND_TRIP } from '../requirement.ts';

/** CRASH-3: availability after a crash. */
export const crash3: CrashRequirement = {
  id: 'CRASH-3',
  basic: true,
  title: 'the store opens after every crash: no throw, no hang, no crash loop',
  severity: 'MUST',
  origin: 'incident 4 (openclaw#26579: locks of dead pids); kimi-code#2159: a bad index file blocks intact logs',
  explanation: `Whatever a crash leaves (a half-written file, a temporary file, a lock) the next process must be able to open the store. A store that throws
while it opens turns one lost write into the loss of everything, and under a supervisor into a crash loop.

What to do: ignore or sweep files that you did not commit; treat a torn tail as the normal case that it is.`,
  defects: ['open-throws-on-temp', 'stale-lock-throws', 'stale-lock', 'unsynced-format-file'],
  under: 'any-crash',
  abilities: WITHOUT_ROUND_TRIP,
  notApplicable: always,
  isBrokenBy: ({ kind }) => kind === 'unopenable',
};
