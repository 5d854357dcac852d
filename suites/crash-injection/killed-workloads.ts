import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { KilledWorkload } from '../../harness/crash/kill-then-loss.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { SESSIONS } from '../../harness/model/workload.ts';

const [session] = SESSIONS;

/**
 * A few workloads whose last operation is killed, each with what the next process does: something else to the session, or the same again, as one
 * does who was not told whether it was done.
 */
export function killedWorkloads(
  { methods, fields, records }: Capabilities,
  { acknowledgedBy }: ResolvedClaims,
): KilledWorkload[] {
  const flush: Operation[] = acknowledgedBy === 'flush' ? [{ op: 'flush' }] : [];
  const create: Operation[] = methods.includes('create') ? [{ op: 'create', session, fields: {} }] : [];
  const writes = [...(fields ? [patch] : []), ...(records ? [append] : [])];
  const [write] = writes;
  if (write === undefined) return [];
  const made = create.length > 0 ? create : [write(0)];
  const workloads: KilledWorkload[] = [
    { first: made, second: [write(1)] },
    ...writes.flatMap((one) => [{ first: [...made, one(1)], second: [write(2)] }]),
  ];
  if (fields) workloads.push({ first: [...made, patch(1)], second: [patch(1)] });
  if (methods.includes('rewrite')) {
    const rewrite: Operation = { op: 'rewrite', session, records: [{ compacted: 1 }] };
    workloads.push({ first: [...made, append(1), rewrite], second: [append(2)] });
  }
  if (methods.includes('delete')) {
    const remove: Operation = { op: 'delete', session };
    workloads.push({ first: [...made, write(1), remove], second: [remove] });
  }
  return workloads.map(({ first, second }) => ({ first: [...first, ...flush], second: [...second, ...flush] }));
}

function patch(turn: number): Operation {
  return { op: 'patch', session, fields: { [`field${turn}`]: `p${turn} small` } };
}

function append(turn: number): Operation {
  return { op: 'append', session, record: { turn, text: `p${turn} small` } };
}
