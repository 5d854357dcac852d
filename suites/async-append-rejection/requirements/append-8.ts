import { type AppendRequirement, always } from '../requirement.ts';

/** APPEND-8. */
export const append8: AppendRequirement = {
  id: 'APPEND-8',
  title: 'one record that cannot be serialised fails alone',
  severity: 'MUST',
  loss: 'use',
  origin: 'incident 3, before its fix: one record that cannot be serialised takes its batch with it',
  explanation: `A BigInt, a circular object: JSON.stringify throws. If that happens when a whole batch is serialised, in the background, its neighbours are lost or stuck for ever, and the caller who
passed the bad value never learns of it. It may be refused anywhere (by the call, by onError, once by flush), or stored where a store can; its neighbours have to be stored.

What to do: serialise each record when it is passed in, and throw there.`,
  defects: ['bad-record-takes-its-batch'],
  notApplicable: always,
  concerns: ({ workload }) => workload.unserialisable !== undefined,
  untried: 'no value that cannot be serialised could be tried',
  isBrokenBy: ({ kind }) => kind === 'not-alone',
};
