import type { ServerRequirement } from '../../served/requirement.ts';

export const srv9: ServerRequirement = {
  id: 'SRV-9',
  title: 'two fresh stores at once create the schema once, and both open',
  severity: 'MUST',
  level: 'AA',
  loss: 'race',
  needs: 'writers of several processes',
  origin: 'openai-agents-python#4987, mastra#16782',
  explanation: `Two processes of a new deployment start at the same moment, and each finds no table. What looks first and creates then fails in one of them, or makes the schema a second time, over what the first
one has written by then. Both are opened message by message, in every order in which one goes as far as it gets in the midst of the other.

What to do: make the schema in one transaction under a lock that all of them take (\`pg_advisory_xact_lock\`), or before the deployment.`,
  defects: ['looks-then-creates'],
  notApplicable: ({ claims: { writers } }) => (writers === 'one-instance' ? 'it claims one instance that writes' : undefined),
  kinds: ['opened-twice'],
  isBrokenBy: () => true,
};
