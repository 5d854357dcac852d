import type { FsEvent } from '../../disk/trace.ts';
import { isChange } from '../change.ts';
import type { TraceEntry } from '../trace-entry.ts';

/**
 * What a life that was killed would have done next, had it lived: the rest of the trace of a life that was not killed. The two may have
 * given their files different names (pids, times); the n-th change of both is the same one, which tells the names apart.
 */
export function withContinuation(killed: readonly TraceEntry[], whole: readonly TraceEntry[]): TraceEntry[] {
  const done = killed.filter(isChangeEntry);
  const names = new Map<string, string>();
  const rest: TraceEntry[] = [];
  let index = 0;
  for (const entry of whole) {
    if (!isChangeEntry(entry)) continue;
    const same = done[index++];
    if (same === undefined) {
      rest.push(renamed(entry, names));
      continue;
    }
    if (entry.path !== undefined && same.path !== undefined) names.set(entry.path, same.path);
    if (entry.to !== undefined && same.to !== undefined) names.set(entry.to, same.to);
  }
  return [...killed, ...rest];
}

function isChangeEntry(entry: TraceEntry): entry is FsEvent {
  return entry.type === 'fs' && isChange(entry);
}

function renamed(event: FsEvent, names: ReadonlyMap<string, string>): FsEvent {
  const copy: FsEvent = { ...event };
  if (event.path !== undefined) copy.path = names.get(event.path) ?? event.path;
  if (event.to !== undefined) copy.to = names.get(event.to) ?? event.to;
  return copy;
}
