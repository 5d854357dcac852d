import type { IdentityRequirement } from '../requirement.ts';

/** IDENT-8: forks. */
export const ident8: IdentityRequirement = {
  id: 'IDENT-8',
  title: 'a fork and its parent share nothing that one can spoil for the other; deleting one deletes and orphans no other',
  severity: 'MUST',
  needs: 'fork',
  origin:
    'claude-code#31330 and its like: a fork that is a pointer into its parent, and a parent that is deleted, compacted or appended to',
  explanation: `A fork goes on from some place of a conversation. Stored as a pointer into its parent it is cheap, until the parent is compacted, deleted, or grows behind the
place that was forked.

A session is made of the first two records of another one. Both are written to, the parent is rewritten, and one of them is deleted; the other one is what it was, at once and
after reopening. A store may refuse to delete a session that has forks.

What to do: copy what the fork needs; or keep the shared part by itself, and remove it with its last user.`,
  defects: ['fork-by-reference', 'python-fork-by-reference'],
  notApplicable: (_, { methods }) => {
    if (!methods.includes('append')) return 'the store has no `append`';
    return methods.includes('fork') ? undefined : 'the store has no `fork`';
  },
  concerns: ({ kind }) => kind === 'fork',
  isBrokenBy: ({ kind }) => kind === 'shared',
};
