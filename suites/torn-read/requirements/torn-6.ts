import type { TornRequirement } from '../requirement.ts';

/** TORN-6: groups of records. */
export const torn6: TornRequirement = {
  id: 'TORN-6',
  title: 'a reader sees a group whole or not at all',
  severity: 'MUST',
  needs: 'appendAll',
  origin: 'kimi-code#771: a second window that reads between a tool call and its result, and sends what it found',
  explanation: `A reader that comes while a group of records is being appended finds all of it or nothing of it, in the writer's own instance and in another process.

What to do: write the group as one line, or end it with a line that says that it is complete, and let every reader leave out what has no such end.`,
  defects: ['group-appended-one-by-one'],
  notApplicable: (_claims, { methods }) => (methods.includes('appendAll') ? undefined : 'the store has no `appendAll`'),
  concerns: ({ operations }) => operations.some(({ op }) => op === 'appendAll'),
  isBrokenBy: ({ kind }) => kind === 'torn-group',
};
