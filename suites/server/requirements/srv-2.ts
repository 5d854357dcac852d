import type { ServerRequirement } from '../../served/requirement.ts';

export const srv2: ServerRequirement = {
  id: 'SRV-2',
  title:
    'an operation that is retried, by the store itself, by its driver or by its caller with the same idempotency key, is there once',
  severity: 'MUST',
  origin: 'activerecord-jdbc-adapter#1216; claude-agent-sdk-typescript#440: appends lost or tripled',
  explanation: `What was done, and whose answer was lost, looks like what was never done. A store that sends it again appends a second time, and so does a driver that does so by itself: ioredis sends again what
was in flight when a connection ended, unless it is told not to.

What to do: send again only what may be done twice. Give every append an id that the server keeps in the same transaction (\`insert ... on conflict do nothing\`), or reject and let the caller look.
With ioredis: \`autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0\`.`,
  defects: ['retries-append', 'resends-commands', 'forgets-keys'],
  notApplicable: () => undefined,
  kinds: ['cut'],
  isBrokenBy: ({ kind }) => kind === 'twice',
};
