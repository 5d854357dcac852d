import type { DiskLog, MicroOperation } from '../../../disk/disk-log.ts';
import { type PowerLossModel, type PowerLossRules, RuleBook, type RuleOptions } from '../power-loss-model.ts';

/**
 * The least that every POSIX file system gives.
 *
 * - Nothing depends on anything: data, sizes and directory entries reach the disk in any order. A size without its data reads as NULs.
 * - fsync and fdatasync of a file force its data and its size, and nothing of the directory that names it.
 * - fsync of a directory forces its entries. A rename is one atomic change; it is forced with the directory of the new name.
 * - A name needs no data: a file may be there empty.
 */
export const posix: PowerLossModel = {
  name: 'posix',
  assumption:
    'data, sizes and names reach the disk in any order; fsync of a file forces its content, fsync of a directory its entries',
  sources: ['fsync(2), rename(2)', 'POSIX.1-2024, fsync and its rationale', 'Pillai et al., OSDI 2014'],
  rules(log: DiskLog, options: RuleOptions = {}): PowerLossRules {
    const book = new RuleBook(log, options);
    const ofInode = new Map<number, number[]>();
    for (const [position, entry] of log.entries.entries()) {
      if (entry.type === 'operation') {
        book.add(entry.operation, []);
        for (const ino of forcedThrough(entry.operation)) {
          const known = ofInode.get(ino);
          if (known === undefined) ofInode.set(ino, [entry.operation.index]);
          else known.push(entry.operation.index);
        }
      } else if (entry.type === 'sync' && !entry.failed) {
        book.force(ofInode.get(entry.ino) ?? [], position + 1, { closed: false });
      }
    }
    return book;
  },
};

/** The inodes whose fsync forces an operation. */
function forcedThrough(operation: MicroOperation): number[] {
  if (operation.kind !== 'names') return [operation.ino];
  const added = operation.changes.filter(({ ino }) => ino !== null);
  return (added.length > 0 ? added : operation.changes).map(({ dir }) => dir);
}
