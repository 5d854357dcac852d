import type { ServerRequirement } from '../../served/requirement.ts';

export const srv8: ServerRequirement = {
  id: 'SRV-8',
  title: 'an exhausted pool makes calls wait for a bounded time; none is lost, and the pool recovers',
  severity: 'MUST',
  level: 'AA',
  origin: 'langgraphjs#2255: a connection that is not given back after an error',
  explanation: `A client that is taken from a pool and not given back where something failed is gone from it. After as many failures as the pool has connections every call waits for ever. Call after call is made
to fail, by the server's refusal and by a lost connection in turn; and many calls are made at once while the server answers none.

What to do: \`try { ... } finally { client.release() }\`, and a limit to how long a call waits for a connection (\`connectionTimeoutMillis\`).`,
  defects: [
    'leaks-client-after-error',
    'leaks-client-in-touch',
    'leaks-client-in-delete',
    'leaks-client-in-read',
    'breaker-stays-open',
  ],
  notApplicable: () => undefined,
  kinds: ['worn', 'crowd'],
  isBrokenBy: ({ kind }) => kind !== 'unopened',
};
