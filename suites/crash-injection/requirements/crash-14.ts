import { type CrashRequirement, needsMethod } from '../requirement.ts';

/** CRASH-14: groups of records. */
export const crash14: CrashRequirement = {
  id: 'CRASH-14',
  title: 'records that were appended as one group are there together, in order, or not at all',
  severity: 'MUST',
  needs: 'appendAll',
  origin:
    'kimi-code#771, copilot-cli#3183: a kill between a tool call and its result leaves a history that every later request is refused for',
  explanation: `Some records mean nothing alone: a tool call and its result, a message and its attachments. A log that takes them one by one can be killed in between, and what
is left is a history that nobody can go on with. To write all lines in one call is not enough: Linux may be stopped between two pages of it.

What to do: write the group as one line, or end it with a line that says that it is complete, and let the reader leave out what has no such end.`,
  defects: ['group-appended-one-by-one', 'group-in-one-call'],
  under: 'any-crash',
  notApplicable: needsMethod('appendAll'),
  concerns: ({ operations, statuses }) =>
    operations.some(({ op }, index) => op === 'appendAll' && statuses[index] !== 'not-invoked'),
  isBrokenBy: ({ kind }) => kind === 'torn-group',
};
