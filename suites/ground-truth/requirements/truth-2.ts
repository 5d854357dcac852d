import { applies } from '../applies.ts';
import { concerns } from '../concerns.ts';
import type { TruthRequirement } from '../requirement.ts';

/** TRUTH-2: a source that throws or times out gives unknown, and changes nothing stored. */
export const truth2: TruthRequirement = {
  id: 'TRUTH-2',
  title: 'a source that throws or times out gives unknown, and changes nothing stored',
  severity: 'MUST',
  needs: 'sources',
  origin:
    'incident 4: a source that failed or timed out re-serves the stored status; `reconcileAndEnrich` marks what a failing source did not return as stopped',
  explanation: `A source that throws, rejects, or does not answer within its time has said nothing, least of all that its sessions are gone. Of a session whose process is not
known either, all that can be said is unknown. What is stored stays as it is; the sessions of other sources are told as if nothing had happened; and a promise that is
rejected after its time does not end the process.

Legal: what the process itself shows (running, or stopped) may be said without the source. A session that was found stopped before may be called stopped again. Within
its grace a session may be called running.

What to do: keep for each source whether it answered, beside what it answered (\`Promise.allSettled\`, not an empty array in a \`catch\`).`,
  defects: [
    'failed-source-is-empty',
    'last-answer-served-again',
    'one-source-fails-all',
    'waits-for-ever',
    'late-rejection-unhandled',
  ],
  notApplicable: applies.sources,
  concerns: concerns.failures,
  isBrokenBy: ({ kind }) => kind === 'failed-source',
};
