import { always, type IdentityRequirement } from '../requirement.ts';

/** IDENT-3: odd ids work or are refused. */
export const ident3: IdentityRequirement = {
  id: 'IDENT-3',
  title: '`__proto__`, `constructor`, empty, reserved device names and 300-character ids work or are refused with an error',
  severity: 'MUST',
  origin: 'incident 4: the id `__proto__` vanishes; incident 2: a 302-character key gives ENAMETOOLONG',
  explanation: `An id is either refused, by an error of the write, or it works like any other: its session is there, live and when the store is opened again. One that was
never written, or whose write was refused, is not there. An object used as a table has entries that nobody made (\`constructor\`) and one that
cannot be made by assignment (\`__proto__\`). A name that is too long for the file system fails late, when the memory has been changed already.

What to do: keep sessions in a Map, or in an object without a prototype; make file names of bounded length; change what is in memory only when
the write has succeeded.`,
  defects: ['sessions-in-plain-object', 'remembered-before-written'],
  notApplicable: always,
  concerns: ({ kind }) => kind === 'ids',
  isBrokenBy: ({ kind }) => kind === 'unusable',
};
