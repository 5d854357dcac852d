import { type AppendRequirement, failedLoudly, NO_CALLS, needsQueuedAppend } from '../requirement.ts';

/** APPEND-1. */
export const append1: AppendRequirement = {
  id: 'APPEND-1',
  title: 'append never throws into the live path because an earlier background write failed',
  severity: 'MUST',
  needs: "append: 'queued'",
  origin: 'incident 3, after its fix: the error of one background write was latched and thrown by every later append',
  explanation: `Where append only queues, its caller is in the midst of something else: handling a message, closing a turn. A write that fails in the background is no
failure of the call that happens to come next, and throwing there kills the session instead of the write.

What to do: keep what could not be written, tell onError, and let the next flush or close reject. Append throws only for what is wrong with its own
argument, or when the store is closed.`,
  defects: ['latched-error-thrown-by-append'],
  notApplicable: needsQueuedAppend,
  concerns: failedLoudly,
  untried: NO_CALLS,
  isBrokenBy: ({ kind }) => kind === 'threw-into-live-path',
};
