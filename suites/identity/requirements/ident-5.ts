import type { IdentityRequirement } from '../requirement.ts';

/** IDENT-5: list gives the ids. */
export const ident5: IdentityRequirement = {
  id: 'IDENT-5',
  title: 'list returns each session once, under the id it was created with',
  severity: 'MUST',
  needs: 'list',
  origin: 'listings that take file names for ids: what they give cannot be read again',
  explanation: `The ids that \`list\` gives are those under which the sessions were made, each once, and nothing else. A listing that takes the names of files for
ids gives what a sanitiser left of them, so that reading a listed session finds nothing, or another one. Temporary files, locks and indexes
are no sessions.

What to do: decode the id from the name, or keep it in the file and read it from there.`,
  defects: ['lists-file-names'],
  notApplicable: (_, { methods }) => (methods.includes('list') ? undefined : 'the store has no `list`'),
  concerns: ({ kind }) => kind === 'ids',
  isBrokenBy: ({ kind }) => kind === 'listed',
};
