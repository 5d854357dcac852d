import { sessionOf } from '../../harness/model/operation.ts';
import { describeShown } from './describe-shown.ts';
import type { Deviation } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';
import { troublesOf } from './session-trouble.ts';
import type { Step } from './session-worlds.ts';
import { nameOf } from './tell-operation.ts';

/**
 * A write that was in flight when the store was closed: close waits for it, or it is refused. Whatever became of it later, when close has resolved
 * the process may end.
 */
export function undrainedDeviations(faultCase: FaultCase): Deviation[] {
  const { report, timeline, workload, capabilities, hangsAreFinal, fresh } = faultCase;
  const index = workload.operations.length - 1;
  const operation = workload.operations[index];
  const session = operation === undefined ? undefined : sessionOf(operation);
  const span = timeline.spans[index];
  const shown = fresh.find(({ when }) => when === 'at-close')?.look.snapshot;
  const result = session === undefined ? undefined : shown?.read[session];
  if (report.closed?.ok !== true || operation === undefined || session === undefined || result === undefined) return [];
  if (span === undefined || span.outcome === 'rejected' || (span.outcome === 'pending' && !hangsAreFinal)) return [];
  const steps = workload.operations.flatMap((one, at): Step[] => {
    const refused = timeline.spans[at]?.outcome === 'rejected';
    return sessionOf(one) === session && !refused ? [{ index: at, operation: one, must: true }] : [];
  });
  const parts = { fields: capabilities.fields, records: capabilities.records };
  if (troublesOf(result, steps, { parts, creates: capabilities.methods.includes('create') }).length === 0) return [];
  const end = span.outcome === 'pending' ? 'It never came back' : 'It was not refused';
  return [
    {
      kind: 'close',
      seen: 'at-close',
      expected: `When close resolves, ${nameOf(operation)}, which was called before it, is stored; or it is refused.`,
      observed: `${end}, and opened on the disk as it was when close had resolved the store shows: ${describeShown(result, parts)}.`,
    },
  ];
}
