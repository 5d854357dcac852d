import type { DiskFault } from '../../harness/disk/fault.ts';
import type { FsEvent } from '../../harness/disk/trace.ts';
import { isChange } from '../../harness/host/change.ts';
import type { TraceEntry } from '../../harness/host/trace-entry.ts';

/** One operation's call in a trace, as indices. */
export interface Span {
  readonly from: number;
  /** Absent for a call that never came back. */
  readonly to?: number;
  readonly outcome: 'acknowledged' | 'rejected' | 'pending';
  /** It threw, rather than returning a promise that was rejected. */
  readonly threw?: true;
  readonly error?: string;
}

/** A call of the disk that went wrong. */
export interface StrikeAt {
  readonly at: number;
  readonly event: FsEvent;
}

/** When what happened in a life: everything in indices of its trace. */
export interface Timeline {
  /** One for each operation of the report; absent where it was not called. */
  readonly spans: readonly (Span | undefined)[];
  readonly strikes: readonly StrikeAt[];
  /** After the last call that goes wrong; absent where more would, or none did. */
  readonly healedAt?: number;
  readonly end: number;
}

export function timelineOf(trace: readonly TraceEntry[], operations: number, fault: DiskFault | undefined): Timeline {
  const spans = new Array<Span | undefined>(operations).fill(undefined);
  const strikes: StrikeAt[] = [];
  for (const [at, entry] of trace.entries()) {
    if (entry.type === 'fs') {
      if (entry.injected) strikes.push({ at, event: entry });
    } else if (entry.type === 'invoke') spans[entry.operation] = { from: at, outcome: 'pending' };
    else {
      const from = spans[entry.operation]?.from ?? at;
      const outcome = entry.type === 'acknowledge' ? 'acknowledged' : 'rejected';
      const { threw, error } = entry;
      spans[entry.operation] = { from, to: at, outcome, ...(threw ? { threw } : {}), ...(error === undefined ? {} : { error }) };
    }
  }
  const last = strikes.at(-1);
  const healed = last !== undefined && strikes.length >= strikesOf(fault);
  return { spans, strikes, end: trace.length, ...(healed ? { healedAt: last.at } : {}) };
}

/** How many calls go wrong in all. */
function strikesOf(fault: DiskFault | undefined): number {
  const { manner, thenFails, lasts = Number.POSITIVE_INFINITY } = fault ?? { manner: 'short' };
  if (manner !== 'short') return lasts;
  return thenFails ? 1 + lasts : 1;
}

/** How many changes of the disk had happened at an index of the trace. */
export function changesBefore(trace: readonly TraceEntry[], at: number): number {
  let changes = 0;
  for (const entry of trace.slice(0, at)) if (entry.type === 'fs' && isChange(entry)) changes++;
  return changes;
}

/** Whether something went wrong during a call. */
export function isStruck({ strikes }: Timeline, { from, to = Number.POSITIVE_INFINITY }: Span): boolean {
  return strikes.some(({ at }) => at > from && at < to);
}
