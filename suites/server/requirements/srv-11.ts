import type { ServerRequirement } from '../../served/requirement.ts';

export const srv11: ServerRequirement = {
  id: 'SRV-11',
  title: 'the server is killed and recovers: what was acknowledged is there',
  severity: 'MUST',
  level: 'AA',
  loss: 'power-loss',
  needs: "the claim `survives: 'server-crash'`",
  origin: '`synchronous_commit = off` and `appendfsync everysec` are claims of their own',
  explanation: `A server acknowledges what it has not written yet where it is told that this will do. A store that turns that on for itself makes its users lose what they were told is stored, when the server
dies. Only servers that we started ourselves are made to die.

What to do: leave \`synchronous_commit\` on, or claim survives: 'process-kill'.`,
  defects: ['commits-asynchronously'],
  abilities: ['cuts-messages', 'crashes-server'],
  notApplicable: ({ claims: { survives } }) =>
    survives === 'server-crash' ? undefined : 'it does not claim to survive the death of the server',
  kinds: ['server-crash'],
  isBrokenBy: ({ kind }) => kind === 'lost' || kind === 'half' || kind === 'unopened',
};
