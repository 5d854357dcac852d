import type { Disk } from '../../disk/disk.ts';
import type { FsEvent } from '../../disk/trace.ts';

const SUFFIX = '-shm';
const MAGIC = Buffer.from('SQLite format 3\0');

/**
 * The disk without the files in which processes that have a SQLite database open share what they know of its log. They are written through
 * a mapping. Whoever opens a database that nobody has open empties its file and builds it anew, so that an image needs none.
 */
export function withoutSharedMemory(disk: Disk): Disk {
  const files = disk.entries().filter(({ path }) => isSharedMemory(path, [disk]));
  if (files.length === 0) return disk;
  const copy = disk.clone();
  for (const { path } of files) copy.remove(path);
  return copy;
}

/** Files that were written through a mapping, without those: when what was in them cannot be known. */
export function mappedFiles(events: readonly FsEvent[], disks: readonly Disk[]): string[] {
  const paths = new Set(
    events.flatMap(({ mapped, path }) => (mapped === true ? [path ?? 'a file that has no name any more'] : [])),
  );
  return [...paths].filter((path) => !isSharedMemory(path, disks)).sort();
}

/** @param disks the database is on one of them. */
function isSharedMemory(path: string, disks: readonly Disk[]): boolean {
  if (!path.endsWith(SUFFIX)) return false;
  const database = path.slice(0, -SUFFIX.length);
  return disks.some((disk) => {
    const content = disk.readFile(database);
    return content !== undefined && (content.length === 0 || MAGIC.equals(content.subarray(0, MAGIC.length)));
  });
}
