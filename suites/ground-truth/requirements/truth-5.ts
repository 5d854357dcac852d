import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-5: the wrapper's exit is not the session's. */
export const truth5: TruthRequirement = {
  id: 'TRUTH-5',
  title: "the wrapper's exit is not the session's",
  severity: 'MUST',
  needs: 'status and wrappers',
  origin:
    'incident 4: when the wrapper of a launch is ended by a timeout, `onSessionExit` marks the session stopped while the detached child works on (agentctl#109)',
  explanation: `A session is often started through a wrapper: a shell, \`npx\`, a supervisor with a time limit. The wrapper may end, or be killed, and the session goes on. So neither the event nor
the wrapper's pid says anything of the session.

Legal: whatever could be said before the wrapper ended; nothing follows from its end. It is broken where the same registry said otherwise under the same circumstances while
the wrapper was there.

What to do: take a wrapper's exit as a reason to ask the source and to look at the session's own process.`,
  defects: ['wrapper-exit-is-the-end', 'wrapper-pid-is-looked-at'],
  notApplicable: applies.wrappers,
  concerns: concerns.wrappers,
  isBrokenBy: ({ kind }) => kind === 'wrapper',
};
