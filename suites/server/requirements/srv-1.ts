import type { ServerRequirement } from '../../served/requirement.ts';

export const srv1: ServerRequirement = {
  id: 'SRV-1',
  title:
    'the answer was lost after COMMIT: the operation is reported as failed or unknown, and is there wholly or not at all; never reported done and absent',
  severity: 'MUST',
  origin: "Jepsen's :info; FoundationDB's commit_unknown_result",
  explanation: `Between a COMMIT and its answer a connection can end, and then nobody knows whether it was done. A store that takes an error on the way for success, or that answers before the server has, reports done
what is not there. Every request and every answer of a workload is cut, by a close, a reset and silence, and the client is killed there; then somebody else looks.

What to do: acknowledge when the server has answered COMMIT, and reject where no answer came.`,
  defects: ['acknowledges-before-answer'],
  notApplicable: () => undefined,
  kinds: ['cut'],
  isBrokenBy: ({ kind }) => kind === 'lost',
};
