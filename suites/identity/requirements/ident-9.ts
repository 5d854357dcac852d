import type { IdentityRequirement } from '../requirement.ts';

/** IDENT-9: very large sessions. */
export const ident9: IdentityRequirement = {
  id: 'IDENT-9',
  title:
    'a session that has become too long to be read in one piece is read in pieces or refused; it is never told as none, never cut, and never written over',
  severity: 'MUST',
  needs: "claims.survives of 'process-kill' or more",
  origin:
    'files of more than 512 MiB, which Node cannot make a string of: what is caught there is taken for "no such session", and the next save begins anew',
  explanation: `Sessions of agents grow to hundreds of megabytes. Node makes no string of more than half a gigabyte: readFile with an encoding and Buffer's toString throw. Code that
catches whatever reading throws, and goes on with an empty session, loses the whole of it at the next save.

The limit is lowered to some hundred kilobytes, so that it is met in no time, in a life of its own on a session of three times a hundred kilobytes. Reading may fail with an error there, and writing may be refused.
In the next life, without that limit, all of it is there.

What to do: tell ENOENT from everything else, and let everything else through; read logs line by line.`,
  defects: ['too-long-taken-for-none'],
  notApplicable: ({ survives }) =>
    survives === 'nothing' ? "the store claims to survive nothing (claims.survives: 'nothing')" : undefined,
  concerns: ({ kind }) => kind === 'long',
  isBrokenBy: ({ kind }) => kind === 'cut',
};
