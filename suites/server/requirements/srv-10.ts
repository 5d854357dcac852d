import type { ServerRequirement } from '../../served/requirement.ts';

export const srv10: ServerRequirement = {
  id: 'SRV-10',
  title: 'a holder whose lease ran out, and went to somebody else, writes no more',
  severity: 'MUST',
  level: 'AA',
  loss: 'race',
  needs: "the claim `lease: 'fenced'`",
  origin: 'resumable-stream#41; Kleppmann, How to do distributed locking, 2016',
  explanation: `Whoever has a lease may be held up: by a collection of garbage, by a slow network, by a laptop that sleeps. The lease runs out, somebody else gets it and goes on; then
the first one's request arrives. To look at the clock before writing is no help: the delay comes after the look. One client's append is held up at each of its messages, until another one
has got the lease and has appended; then it goes on. A record that then stands behind that of the other one was written without a lease.

What to do: give every lease a number that grows (a fencing token), and let the write itself compare it, in one statement: \`update ... where lease = $1\`; in Redis in one script.`,
  defects: ['looks-at-lease-first'],
  abilities: ['cuts-messages'],
  notApplicable: ({ claims: { lease, writers }, capabilities: { records } }) =>
    lease === undefined
      ? 'it does not claim leases'
      : writers === 'one-instance'
        ? 'it claims one instance that writes'
        : records
          ? undefined
          : 'the store has no `append`',
  kinds: ['leased'],
  isBrokenBy: ({ kind }) => kind === 'unfenced',
};
