import type { FsEvent } from '../disk/trace.ts';
import type { HistoryEvent } from '../model/history.ts';
import type { TraceEntry } from './trace-entry.ts';

/** A primitive that changed the disk, at its place in the trace. */
export interface Change {
  /** 0 for the first change of the life: how many changes were on disk before it. */
  readonly index: number;
  readonly event: FsEvent;
  /** The history that had happened before it, as a count of history events. */
  readonly historyBefore: number;
}

/** The changes of a trace, in the order in which they took effect. */
export function changesOf(trace: readonly TraceEntry[]): Change[] {
  const changes: Change[] = [];
  let historyBefore = 0;
  for (const entry of trace) {
    if (entry.type !== 'fs') historyBefore++;
    else if (isChange(entry)) changes.push({ index: changes.length, event: entry, historyBefore });
  }
  return changes;
}

/**
 * Whether an event changed what is stored. Attributes (times, modes) do not count: no session depends on them. Nor does what came from a
 * mapping, since nobody knows when the program wrote it.
 */
export function isChange(event: FsEvent): boolean {
  return (
    event.error === undefined &&
    event.mapped !== true &&
    (event.changed ?? event.effects.some((effect) => effect.op !== 'attributes'))
  );
}

export function historyOf(trace: readonly TraceEntry[]): HistoryEvent[] {
  return trace.filter((entry): entry is HistoryEvent => entry.type !== 'fs');
}
