import { always, type IdentityRequirement } from '../requirement.ts';

/** IDENT-6: no aliasing. */
export const ident6: IdentityRequirement = {
  id: 'IDENT-6',
  title: 'no aliasing: changing an object after it was passed in, or after it was returned, changes nothing stored',
  severity: 'SHOULD',
  origin:
    'stores that keep and return live objects: a caller that edits its copy edits the store, and nothing of it is saved until something else is',
  explanation: `An object that is passed to the store is the caller's again as soon as the call has returned, even while the write is still waiting; one that the store returned
belongs to the caller too. A store that keeps the first, or hands out its own, is changed by whoever goes on using them: the change shows at once and is
gone after a restart, or is saved by a write that has nothing to do with it.

What to do: copy (\`structuredClone\`, or the JSON text itself) before the first \`await\`, and copy again what is returned from memory.`,
  defects: ['live-objects', 'shallow-copy'],
  notApplicable: always,
  concerns: ({ kind }) => kind === 'alias',
  isBrokenBy: ({ kind }) => kind === 'aliased',
};
