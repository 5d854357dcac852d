import { always, type IdentityRequirement } from '../requirement.ts';

/** IDENT-2: nothing outside. */
export const ident2: IdentityRequirement = {
  id: 'IDENT-2',
  title: "no id reaches outside the store's directory (`../x`, absolute, NUL, encoded)",
  severity: 'MUST',
  origin: 'incident 4: the id `../x` escapes; CWE-22',
  explanation: `Whatever the id, the store reads, writes and removes only what lies in its directory. An id often comes from outside: a URL, a chat, a command line.
Joined to a path as it is, \`../x\` names a file beside the directory, an absolute path any file at all, and both also when they are encoded and the
store decodes them. Looking where a path leads, in order to refuse it, is no harm.

What to do: make file names from ids by an encoding that leaves no slash, no backslash and no leading dot. To check the resolved path
afterwards is the second best.`,
  defects: ['path-traversal'],
  notApplicable: always,
  concerns: ({ kind, sessions }) => kind === 'ids' && sessions.some((session) => /[./\\%]/.test(session)),
  isBrokenBy: ({ kind }) => kind === 'escaped',
};
