import type { Disk } from '../../disk/disk.ts';
import { isSqliteMemoryFile } from '../../disk/sqlite-memory-file.ts';
import type { FsEvent } from '../../disk/trace.ts';

/**
 * What reached a disk without what it did to the files in which processes that have a SQLite database open share what they know of its log.
 * They are written through a mapping. Whoever opens a database that nobody has open empties its file and builds it anew, so that an image
 * needs none, and no change of one is a place to crash at. The calls stay, as calls that changed nothing.
 *
 * @param disks the database is on one of them.
 */
export function withoutSharedMemory(events: readonly FsEvent[], disks: readonly Disk[]): FsEvent[] {
  const shared = new Set<string>();
  for (const { path = '' } of events) if (!shared.has(path) && isSqliteMemoryFile(path, disks)) shared.add(path);
  if (shared.size === 0) return [...events];
  return events.flatMap((event) => {
    const { effects: _, mapped, ...call } = event;
    if (!shared.has(event.path ?? '') || event.to !== undefined) return [event];
    return mapped === true ? [] : [{ ...call, effects: [], changed: false }];
  });
}

/** Files that were written through a mapping: when what was in them cannot be known. */
export function mappedFiles(events: readonly FsEvent[]): string[] {
  return [
    ...new Set(events.flatMap(({ mapped, path }) => (mapped === true ? [path ?? 'a file that has no name any more'] : []))),
  ].sort();
}
