import type { Operation } from '../../harness/model/operation.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import type { FaultCase } from './fault-case.ts';
import { layoutOf } from './fault-workload.ts';
import type { Step } from './session-worlds.ts';

/** What told the caller that an operation is stored. */
export type Acknowledger = { readonly by: 'call' } | { readonly by: 'flush'; readonly flush: number } | { readonly by: 'close' };

/**
 * What had acknowledged an operation at a moment of a life; `undefined` for one that was refused, or only accepted.
 *
 * A close that resolves acknowledges what was accepted before it, unless a flush in between has rejected: then the caller knows.
 *
 * @param at index in the trace.
 */
export function acknowledgerOf(index: number, at: number, faultCase: FaultCase): Acknowledger | undefined {
  const { timeline, claims, capabilities, report, workload } = faultCase;
  const span = timeline.spans[index];
  if (span?.to === undefined || span.to >= at || span.outcome !== 'acknowledged') return undefined;
  const { to } = span;
  const { afterCloseFrom } = layoutOf(workload);
  const afterClose = index >= afterCloseFrom;
  const queued = claims.append === 'queued' && report.operations[index]?.op === 'append';
  const laterAcknowledged = claims.acknowledgedBy === 'flush' || queued;
  // Of a closed store that nobody can flush, to accept is all that it can do.
  if (!laterAcknowledged || (afterClose && !capabilities.methods.includes('flush'))) return { by: 'call' };
  if (claims.acknowledgedBy === 'call') return undefined;
  const flushes = report.operations.flatMap((operation, flush) => {
    const flushed = timeline.spans[flush];
    const counts = operation.op === 'flush' && (afterClose || flush < afterCloseFrom);
    return counts && flushed !== undefined && flushed.from > to ? [{ flush, ...flushed }] : [];
  });
  const flush = flushes.find((one) => one.outcome === 'acknowledged' && (one.to ?? at) < at);
  if (flush !== undefined) return { by: 'flush', flush: flush.flush };
  const closed = !afterClose && at >= timeline.end && report.closed?.ok === true;
  return closed && flushes.length === 0 && hasClose(faultCase) ? { by: 'close' } : undefined;
}

/** The operations on a session that had been called by a moment, and which of them must have taken effect. */
export function stepsOf(session: string, at: number, faultCase: FaultCase): Step[] {
  const { report, timeline } = faultCase;
  return report.operations.flatMap((operation: Operation, index): Step[] => {
    const span = timeline.spans[index];
    if (sessionOf(operation) !== session || operation.op === 'touch' || span === undefined || span.from >= at) return [];
    return [{ index, operation, must: acknowledgerOf(index, at, faultCase) !== undefined }];
  });
}

function hasClose({ capabilities }: FaultCase): boolean {
  return capabilities.methods.includes('close');
}
