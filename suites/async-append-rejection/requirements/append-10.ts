import { type AppendRequirement, failedLoudly, needsQueuedAppend } from '../requirement.ts';

/** APPEND-10. */
export const append10: AppendRequirement = {
  id: 'APPEND-10',
  title: 'a backend written against the older promise-returning contract is either awaited or refused, never ignored',
  severity: 'MUST',
  needs: "append: 'queued'",
  origin: 'incident 3, after its fix: a custom backend that still returns a promise rejects unobserved',
  explanation: `When append became synchronous, backends that return a promise went on working: as long as nothing failed. Their callers now ignore what they return, so a failure is an
unhandled rejection, which ends the process, or is never heard of. Where the adapter says how the store takes a backend (openOn), one is handed in
whose appends all fail; and where append itself returns the backend's promise, that shows too.

What to do: look at what the backend returns; if it is a promise, chain it into the queue that flush awaits, or refuse the backend when it is given.`,
  defects: ['promise-backend-ignored', 'backend-promise-dropped'],
  notApplicable: needsQueuedAppend,
  concerns: (faultCase) =>
    faultCase.workload.backend === undefined
      ? faultCase.report.appendReturnedPromise === true && failedLoudly(faultCase)
      : faultCase.report.takesNoBackend !== true,
  untried: 'append returns nothing, and the adapter has no `openOn`, so there is no promise that could be ignored',
  isBrokenBy: ({ kind }) => kind === 'promise-ignored',
};
