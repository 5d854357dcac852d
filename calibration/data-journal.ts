import { type PowerLossModel, RuleBook } from '../harness/crash/power-loss/power-loss-model.ts';

/**
 * ext4 mounted with data=journal: data goes through the journal with everything else, so what is on disk is a prefix of what was done.
 * fsync of an inode commits up to the last thing that was done to it; fdatasync may leave out a rename, link or removal. Not offered to users: who mounts like this knows.
 */
export const ext4DataJournal: PowerLossModel = {
  name: 'ext4-data-journal',
  assumption: 'data and metadata in one order',
  sources: ['measured on Linux 6.18', 'Documentation/filesystems/ext4/journal.rst in Linux'],
  rules(log, options = {}) {
    const book = new RuleBook(log, options);
    const latest = new Map<number, number>();
    const latestContent = new Map<number, number>();
    const named = new Set(log.initialSizes.keys());
    for (const [position, entry] of log.entries.entries()) {
      if (entry.type === 'operation') {
        const { operation } = entry;
        book.add(operation, operation.index === 0 ? [] : [operation.index - 1]);
        const concerned =
          operation.kind === 'names'
            ? operation.changes.flatMap(({ dir, ino }) => (ino === null ? [dir] : [dir, ino]))
            : [operation.ino];
        for (const ino of concerned) {
          latest.set(ino, operation.index);
          if (operation.kind !== 'names' || !named.has(ino)) latestContent.set(ino, operation.index);
        }
        if (operation.kind === 'names') named.add(operation.ino);
      } else if (entry.type === 'sync' && !entry.failed) {
        const skipsNames = entry.event.primitive === 'fdatasync' && !entry.directory;
        const last = (skipsNames ? latestContent : latest).get(entry.ino);
        if (last !== undefined) book.force([last], position + 1, { closed: true });
      }
    }
    return book;
  },
};
