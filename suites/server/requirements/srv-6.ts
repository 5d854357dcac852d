import type { ServerRequirement } from '../../served/requirement.ts';

export const srv6: ServerRequirement = {
  id: 'SRV-6',
  title: 'what has expired is never returned, and all parts of a session expire together',
  severity: 'MUST',
  level: 'AA',
  loss: 'time',
  needs: 'the claim `ttl`',
  origin: 'connect-mongo#459, langgraph-redis#137',
  explanation: `A time of expiry that only a job looks at, once an hour, does not keep anybody from reading what has expired. And where a session is several keys or rows, each with a time of its own, one of them
ends first, and the rest is read as a session that never was.

What to do: compare the time in every read, and set it on all parts in one transaction.`,
  defects: ['expired-until-swept', 'parts-expire-apart'],
  notApplicable: ({ claims: { ttl } }) => (ttl === undefined ? 'it does not claim that sessions expire' : undefined),
  kinds: ['expired'],
  isBrokenBy: ({ kind }) => kind === 'returned' || kind === 'half',
};
