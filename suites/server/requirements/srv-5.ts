import type { ServerRequirement } from '../../served/requirement.ts';

export const srv5: ServerRequirement = {
  id: 'SRV-5',
  title: 'touch changes the expiry alone; a touch after or during a deletion, or after expiry, revives nothing',
  severity: 'MUST',
  level: 'AA',
  loss: 'race',
  needs: '`touch`',
  origin: 'connect-redis#328, connect-mongo#471',
  explanation: `A touch that reads the session and writes it back with a new time undoes what another client wrote meanwhile, and brings back a session that was deleted: somebody who had logged out is logged in
again.

What to do: change the time alone, of what is there: \`update ... set expires_at = ... where id = $1\`, or PEXPIRE.`,
  defects: ['touch-writes-session-back'],
  notApplicable: ({ capabilities: { methods } }) => (methods.includes('touch') ? undefined : 'it has no touch'),
  kinds: ['touched', 'expired'],
  isBrokenBy: ({ kind }) => kind === 'revived' || kind === 'changed',
};
