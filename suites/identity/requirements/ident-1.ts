import { always, type IdentityRequirement } from '../requirement.ts';

/** IDENT-1: different ids, different sessions. */
export const ident1: IdentityRequirement = {
  id: 'IDENT-1',
  title:
    'different ids are different sessions (`a:b`/`a_b`, case, NFC/NFD, trailing dots and spaces, `.json`, `.tmp`, ids a sanitiser collapses)',
  severity: 'MUST',
  origin: 'incident 2, nanobot#4057: the keys `a:b` and `a_b` share one file, and one conversation goes on in the other',
  explanation: `Two ids that differ in anything name two sessions. What is written under one is never read under the other, and removing one leaves the other.
It goes wrong where an id is made into a file name by replacing what file names may not hold: several ids then get one name, and one user reads
what another wrote. Case, the ways in which Unicode spells one letter, and what is cut off at some length do the same.

What to do: encode the id so that it can be decoded again (percent-encoding of everything but a few characters, capitals included), or hash it,
and keep the id in the file and compare it when the file is read. Or refuse, with an error, what does not match a narrow pattern.`,
  defects: ['sanitised-file-names', 'case-folded-ids', 'truncated-file-names', 'python-collapsed-ids'],
  notApplicable: always,
  concerns: ({ kind, sessions }) => kind === 'ids' && sessions.length > 1,
  isBrokenBy: ({ kind }) => kind === 'confused',
};
