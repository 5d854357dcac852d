import { append, existing, OTHER_SESSION, patch, programOf } from '../programs.ts';
import type { PatchRequirement } from '../requirement.ts';

/** PATCH-8: sessions do not wait for each other. */
export const patch8: PatchRequirement = {
  id: 'PATCH-8',
  title: 'a slow session does not block another',
  severity: 'SHOULD',
  origin: 'one queue for all sessions: the save of one long conversation held back every other',
  explanation: `One write of a very long conversation, or one file on a slow network drive, should not hold back the others. The suite holds one client in front of each
of its fs calls in turn, and expects that a write to another session comes to its end, at one of them at least.

Stores that keep all sessions in one file cannot do that; then this warns, and is to be lived with.

What to do: a queue by session, not one for all; a file by session.`,
  defects: ['one-queue-for-all'],
  notApplicable: ({ acknowledgedBy }) =>
    acknowledgedBy === 'flush' ? 'what acknowledges is a flush, which waits for every session' : undefined,
  programs: (context) => {
    const { capabilities } = context;
    const own = capabilities.fields ? patch('x1') : append('p1');
    const other = { ...own, session: OTHER_SESSION };
    const setup = [...existing(capabilities), ...existing(capabilities, OTHER_SESSION)];
    const layout = { instances: [{ process: 0, path: 'plain' as const }] };
    return [{ program: programOf(layout, { setup, clients: [[own], [other]] }, context), judgement: 'overtaking' }];
  },
};
