import type { ServerRequirement } from '../../served/requirement.ts';

export const srv7: ServerRequirement = {
  id: 'SRV-7',
  title:
    'a connection that was cut while idle neither ends the process nor hangs: the next call succeeds, or fails within the deadline',
  severity: 'MUST',
  origin: 'node-postgres#2112, langgraph#3716',
  explanation: `Servers restart, and networks drop connections that nobody uses, often without a word. A pool of pg tells of a connection that is lost while it stands idle by an event \`error\`; where nobody
listens, Node ends the process. And a request that is sent into silence is never answered: without a time limit the call waits until the kernel gives the connection up, a quarter of an hour later on Linux. The deadline is two minutes of the store's own timers, which
pass at once where nothing else can happen.

What to do: \`pool.on('error', ...)\`, and a limit to how long an answer is waited for (\`query_timeout\`, \`commandTimeout\`).`,
  defects: ['no-error-listener', 'waits-for-ever-for-answers'],
  notApplicable: () => undefined,
  kinds: ['idle'],
  isBrokenBy: ({ kind }) => kind === 'hung' || kind === 'ended',
};
