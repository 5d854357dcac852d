import type { FsEvent } from '../../disk/trace.ts';
import type { TimedHistoryEvent } from '../process/pipe-protocol.ts';
import type { TraceEntry } from '../trace-entry.ts';

/**
 * One order of what a process did and of what reached its disk, by the clock that both go by. At equal times a call comes first and its end
 * last, so that nothing is taken to have been acknowledged before it was on disk.
 */
export function mergedTrace(history: readonly TimedHistoryEvent[], events: readonly FsEvent[]): TraceEntry[] {
  const merged: TraceEntry[] = [];
  let next = 0;
  for (const { atNs = 0, ...entry } of history) {
    for (let event = events[next]; event !== undefined && isBefore(event, entry, atNs); event = events[++next])
      merged.push(event);
    merged.push(entry);
  }
  return [...merged, ...events.slice(next)];
}

function isBefore({ atNs = 0 }: FsEvent, { type }: Pick<TimedHistoryEvent, 'type'>, thenNs: number): boolean {
  return type === 'invoke' ? atNs < thenNs : atNs <= thenNs;
}
