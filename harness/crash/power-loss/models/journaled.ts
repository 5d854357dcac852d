import { PAGE_BYTES } from '../../../disk/content.ts';
import type { DataOperation, DiskLog, LogEntry, MicroOperation, NamesOperation, SizeOperation } from '../../../disk/disk-log.ts';
import { type PowerLossRules, RuleBook, type RuleOptions } from '../power-loss-model.ts';

/** In what the journaling file systems differ. */
export interface JournalTraits {
  /** A rename over an existing name comes after the growth of the file that is renamed. */
  readonly replacingRenameWaitsForGrowth: boolean;
  /** Growth into new blocks waits for its data; if not, it may read as NULs. */
  readonly growthWaitsForData: boolean;
  /** A file that was truncated and written is written out when it is closed. */
  readonly closeAfterTruncateWritesOut: boolean;
  /** fdatasync of a file leaves out the renames, links and removals that only touched its times. */
  readonly fdatasyncSkipsNames: boolean;
  /** Growth inside a block that is allocated is journaled at once, without waiting for its data. */
  readonly tailGrowthIsJournaled: boolean;
  /** A truncation waits for the data that it leaves in the file. */
  readonly shrinkWaitsForData: boolean;
}

/**
 * Rules of a file system with one journal (ext4, xfs). What changes metadata - names, truncations - is journaled in one order; size grown by
 * a write joins the journal when the data has been written out, whenever that is. fsync of an inode commits the journal up to the last
 * thing that happened to this inode; what it writes out for that counts as happening now.
 */
export function journaledRules(log: DiskLog, traits: JournalTraits, options: RuleOptions): PowerLossRules {
  const journal = new Journal(log, traits, options);
  for (const [position, entry] of log.entries.entries()) {
    if (entry.type === 'operation') journal.add(entry.operation);
    else if (entry.type === 'close') journal.close(entry.ino);
    else if (!entry.failed) journal.sync(entry, position + 1);
  }
  return journal.book;
}

type SyncEntry = Extract<LogEntry, { type: 'sync' }>;

/** What is known of one file. */
interface FileState {
  readonly data: DataOperation[];
  /** Grown, extended or shrunk last. */
  lastSize: SizeOperation | undefined;
  lastShrink: SizeOperation | undefined;
  /** Data and sizes of the file that no journal entry has. */
  own: number[];
  truncated: boolean;
  /** The journal's end when something of the inode was journaled last. */
  journaled: readonly number[];
  /** And when it was created, or its size journaled. */
  journaledSize: readonly number[];
}

class Journal {
  readonly book: RuleBook;
  readonly #log: DiskLog;
  readonly #traits: JournalTraits;
  readonly #files = new Map<number, FileState>();
  /** Files that were there, or have got a name: a further name is a link. */
  readonly #named: Set<number>;
  /** The journal's end: with these, all that is in the journal. */
  #end: readonly number[] = [];

  constructor(log: DiskLog, traits: JournalTraits, options: RuleOptions) {
    this.#log = log;
    this.#traits = traits;
    this.book = new RuleBook(log, options);
    this.#named = new Set(log.initialSizes.keys());
  }

  add(operation: MicroOperation): void {
    switch (operation.kind) {
      case 'names':
        this.#addNames(operation);
        return;
      case 'data':
        this.#addData(operation);
        return;
      case 'grow':
        this.#addGrowth(operation);
        return;
      case 'extend':
      case 'shrink':
        this.#addResize(operation);
        return;
    }
  }

  close(ino: number): void {
    const file = this.#files.get(ino);
    if (file === undefined || !file.truncated || !this.#traits.closeAfterTruncateWritesOut) return;
    file.truncated = false;
    this.#writeOut(file);
  }

  sync({ ino, directory, event }: SyncEntry, moment: number): void {
    const file = this.#fileOf(ino);
    const skipsNames = this.#traits.fdatasyncSkipsNames && event.primitive === 'fdatasync' && !directory;
    const journaled = skipsNames ? file.journaledSize : file.journaled;
    const grown = this.#grown(file).length > 0;
    this.book.force(file.own, moment, { closed: true });
    file.own = [];
    // What is written out for the sync is journaled now, behind all that was journaled before.
    this.book.force(grown ? this.#end : journaled, moment, { closed: true });
  }

  #addNames(operation: NamesOperation): void {
    const dependencies = [...this.#end];
    const moved = this.#fileOf(operation.ino);
    if (operation.replaces && this.#traits.replacingRenameWaitsForGrowth) dependencies.push(...this.#grown(moved));
    this.#journalise(operation, dependencies);
    const created = operation.changes.length === 1 && !this.#named.has(operation.ino);
    if (created) moved.journaledSize = this.#end;
    this.#named.add(operation.ino);
    for (const { dir, ino } of operation.changes) {
      this.#fileOf(dir).journaled = this.#end;
      if (ino !== null) this.#fileOf(ino).journaled = this.#end;
    }
  }

  #addData(operation: DataOperation): void {
    const file = this.#fileOf(operation.ino);
    const { lastShrink } = file;
    // Blocks that a truncation freed are allocated anew: the data shows only in the truncated file.
    this.book.add(operation, lastShrink !== undefined && operation.end > lastShrink.to ? [lastShrink.index] : []);
    file.data.push(operation);
    file.own.push(operation.index);
  }

  #addGrowth(operation: SizeOperation): void {
    const file = this.#fileOf(operation.ino);
    const { tailGrowthIsJournaled } = this.#traits;
    const tail = tailGrowthIsJournaled && operation.to <= pageEnd(operation.from) ? this.#tailOf(file, operation) : 'absent';
    const before = file.lastSize === undefined ? [] : [file.lastSize.index];
    file.lastSize = operation;
    if (tail === 'allocated') {
      this.#journalise(operation, [...this.#end, ...before]);
      this.#noteJournaledSize(operation.ino);
      return;
    }
    // Unsure whether the block was allocated by then: the data need not be there, and others' syncs need not force it.
    const data =
      tail === 'absent' && this.#traits.growthWaitsForData
        ? file.data.filter(({ end }) => end > 0).map(({ index }) => index)
        : [];
    const waitsFor = this.#traits.tailGrowthIsJournaled ? data.filter((index) => this.#reaches(index, operation)) : data;
    this.book.add(operation, [...waitsFor, ...before]);
    file.own.push(operation.index);
  }

  #addResize(operation: SizeOperation): void {
    const file = this.#fileOf(operation.ino);
    const dependencies = [...this.#end];
    if (this.#traits.shrinkWaitsForData && operation.to > 0) {
      dependencies.push(...file.data.filter(({ start }) => start < operation.to).map(({ index }) => index));
      if (file.lastSize !== undefined) dependencies.push(file.lastSize.index);
    }
    this.#journalise(operation, dependencies);
    file.lastSize = operation;
    if (operation.kind === 'shrink') {
      file.lastShrink = operation;
      file.truncated = true;
    }
    this.#noteJournaledSize(operation.ino);
  }

  /** Whether the block in which the file ended is on disk: surely, perhaps (it may have been written out by itself), or not at all. */
  #tailOf({ data, lastShrink }: FileState, { ino, from, index }: SizeOperation): 'allocated' | 'perhaps' | 'absent' {
    if (from % PAGE_BYTES === 0) return 'absent';
    const blockStart = from - (from % PAGE_BYTES);
    const inBlock = data.filter((one) => one.start < from && one.end > blockStart && one.index < index);
    const kept = lastShrink === undefined || lastShrink.to > blockStart;
    if (inBlock.some((one) => this.book.isForced(one.index))) return 'allocated';
    if (kept && (this.#log.initialSizes.get(ino) ?? 0) > blockStart) return 'allocated';
    return inBlock.length > 0 ? 'perhaps' : 'absent';
  }

  #reaches(index: number, { from, to }: SizeOperation): boolean {
    const operation = this.book.operation(index);
    return operation.kind === 'data' && operation.start < to && operation.end > from - (from % PAGE_BYTES);
  }

  /** The file's pages have been sent to disk: what they add to the file is journaled from here on, once they are there. */
  #writeOut(file: FileState): void {
    const grown = this.#grown(file);
    if (grown.length === 0) return;
    file.own = file.own.filter((index) => !grown.includes(index));
    this.#end = [...this.#end, ...grown];
    file.journaled = this.#end;
    file.journaledSize = this.#end;
  }

  /** Growth of the file that is not in the journal yet. */
  #grown({ own }: FileState): number[] {
    return own.filter((index) => this.book.operation(index).kind === 'grow');
  }

  #journalise(operation: MicroOperation, dependencies: Iterable<number>): void {
    this.book.add(operation, dependencies);
    this.#end = [operation.index];
  }

  #noteJournaledSize(ino: number): void {
    const file = this.#fileOf(ino);
    file.journaled = this.#end;
    file.journaledSize = this.#end;
  }

  #fileOf(ino: number): FileState {
    let file = this.#files.get(ino);
    if (file === undefined) {
      file = {
        data: [],
        lastSize: undefined,
        lastShrink: undefined,
        own: [],
        truncated: false,
        journaled: [],
        journaledSize: [],
      };
      this.#files.set(ino, file);
    }
    return file;
  }
}

function pageEnd(offset: number): number {
  return Math.ceil(offset / PAGE_BYTES) * PAGE_BYTES;
}
