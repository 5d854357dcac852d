import type { FsEvent } from '../../harness/disk/trace.ts';
import { isChange } from '../../harness/host/change.ts';
import type { TraceEntry } from '../../harness/host/trace-entry.ts';
import type { FaultCase } from './fault-case.ts';
import type { Span } from './timeline.ts';

/** A repair of a failure is a few calls. Each moment costs an image and a life. */
const MOST_MOMENTS = 6;

/** The operation that the only failure of a life hit, by its index; `undefined` where there were more, or it was nobody's. */
export function struckOperation({ timeline, fault }: FaultCase): number | undefined {
  const [first, ...more] = timeline.strikes;
  if (first === undefined || more.length > 0 || fault?.manner !== 'no-effect') return undefined;
  const index = timeline.spans.findIndex(
    (span) => span !== undefined && first.at > span.from && first.at < (span.to ?? timeline.end),
  );
  return index === -1 ? undefined : index;
}

/**
 * Where a kill may find what a store does about a failure half done, as indices in the trace: behind each change that an operation makes after the call
 * that failed. None where it only tidies up what it has made itself: then whatever a kill finds, a kill just before the failure finds too.
 */
export function killsAfterFailure(trace: readonly TraceEntry[], struckAt: number, { from, to = trace.length }: Span): number[] {
  const own = new Set<string>();
  let touched = false;
  const moments: number[] = [];
  for (let at = from; at < to; at++) {
    const entry = trace[at];
    if (entry?.type !== 'fs' || !isChange(entry)) continue;
    if (at > struckAt) {
      touched ||= namesOf(entry).some((name) => !own.has(name));
      moments.push(at + 1);
    }
    const made = madeBy(entry);
    if (made !== undefined) own.add(made);
  }
  return touched ? moments.slice(0, MOST_MOMENTS) : [];
}

/** The same behind each change of an operation, whatever it is. */
export function killsWithin(trace: readonly TraceEntry[], { from, to = trace.length }: Span): number[] {
  return trace.flatMap((entry, at) => (at > from && at < to && entry.type === 'fs' && isChange(entry) ? [at + 1] : []));
}

function namesOf({ path, to }: FsEvent): string[] {
  return [path, to].filter((name) => name !== undefined);
}

/** The name that a call makes where there was none. */
function madeBy({ primitive, path, effects }: FsEvent): string | undefined {
  const makes = primitive === 'mkdir' || (primitive === 'open' && effects.some(({ op }) => op === 'inode'));
  return makes ? path : undefined;
}
