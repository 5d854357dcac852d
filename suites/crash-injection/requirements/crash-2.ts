import { always, type CrashRequirement } from '../requirement.ts';

/** CRASH-2: atomicity of the operation in flight. */
export const crash2: CrashRequirement = {
  id: 'CRASH-2',
  basic: true,
  title: 'an operation that was in flight is wholly there or wholly absent; nothing is invented',
  severity: 'MUST',
  origin: 'incidents 1 and 2; durable linearizability (Izraelevitz, Mendes, Scott, DISC 2016)',
  explanation: `An operation that was never acknowledged may have happened or not. It may not have happened by half: one of two fields set, a session that
list shows and read does not, a record cut in the middle. Stores that spread one operation over two files or two writes need one
point at which it commits.

What to do: put everything that one operation changes into one rename, or into one record with a checksum that recovery verifies.`,
  defects: ['partial-two-files', 'two-files-without-commit-point'],
  under: 'process-kill',
  notApplicable: always,
  concerns: ({ statuses }) => statuses.some((status) => status !== 'not-invoked'),
  isBrokenBy: ({ kind }) => kind === 'partial',
};
