import type { ServerRequirement } from '../../served/requirement.ts';

const UPDATES: readonly (string | undefined)[] = ['patch', 'append'];

export const srv4: ServerRequirement = {
  id: 'SRV-4',
  title:
    "two clients that change one session at once lose none of each other's updates, under the isolation level that the store uses",
  severity: 'MUST',
  level: 'AA',
  loss: 'race',
  needs: 'a native patch and writers of several processes',
  origin: 'adk-python#4751, better-auth#11073',
  explanation: `A patch that reads, merges and writes back loses what another client wrote in between. READ COMMITTED, which is the default of Postgres, does not prevent that; nor does MULTI, which reads nothing.
Two clients change one session, message by message in every order in which one goes as far as it gets in the midst of the other.

What to do: merge in the server (\`fields || $2\`, HSET, a script), lock the row (SELECT ... FOR UPDATE), or WATCH and try again.`,
  defects: ['reads-then-writes'],
  notApplicable: ({ claims: { patch, writers }, capabilities }) =>
    writers === 'one-instance'
      ? 'it claims one instance that writes'
      : patch === 'read-modify-write' && !capabilities.records
        ? 'it claims a patch that is a read-modify-write of the caller'
        : undefined,
  kinds: ['together'],
  concerns: ({ clients = 'two-processes', operations, others = [] }) =>
    clients === 'two-processes' && operations.at(-1)?.op === others.at(-1)?.op && UPDATES.includes(operations.at(-1)?.op),
  isBrokenBy: ({ kind }) => kind === 'lost' || kind === 'half',
};
