import { always, type IdentityRequirement } from '../requirement.ts';

/** IDENT-7: two directories, two stores. */
export const ident7: IdentityRequirement = {
  id: 'IDENT-7',
  title: 'two stores on two directories in one process share nothing',
  severity: 'MUST',
  origin:
    'FileSystemChatMessageHistory, whose files share one object in memory; two working directories mapped to one folder name',
  explanation: `A store that is opened on a second directory is another store. It shows no session of the first, an id that both have names two sessions, and closing it closes
nothing of the first. State in variables of the module breaks that, and so does a place for the files that is derived from the last part of the
directory's name.

What to do: keep every cache, queue and handle in the object that \`open\` returns, or in a map keyed by the real path of the directory. Derive
nothing from a part of the path.`,
  defects: ['cache-of-the-module', 'folder-by-base-name'],
  notApplicable: always,
  // It is what shows that lives share their modules.
  abilities: ['round-trips'],
  concerns: ({ kind }) => kind === 'beside',
  isBrokenBy: ({ kind }) => kind === 'leaked',
};
