import type { Disk } from './disk.ts';

const SUFFIX = '-shm';
const MAGIC = Buffer.from('SQLite format 3\0');

/**
 * Whether processes that have a SQLite database open share in this file what they know of its log. It is memory that has a name: they write
 * it through a mapping, and it is built anew by whoever opens a database that nobody has open (https://sqlite.org/walformat.html, 2.2).
 *
 * @param disks the database is on one of them.
 */
export function isSqliteMemoryFile(path: string, disks: readonly Disk[]): boolean {
  return path.endsWith(SUFFIX) && disks.some((disk) => isDatabase(path.slice(0, -SUFFIX.length), disk));
}

function isDatabase(path: string, disk: Disk): boolean {
  const content = disk.readFile(path);
  return content !== undefined && (content.length === 0 || MAGIC.equals(content.subarray(0, MAGIC.length)));
}
