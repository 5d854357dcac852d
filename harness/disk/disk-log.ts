import { PAGE_BYTES } from './content.ts';
import type { Disk } from './disk.ts';
import type { DirentChange, Effect } from './effect.ts';
import type { FsEvent } from './trace.ts';

/**
 * The smallest things that can be on disk or not be there after power was lost. `index` counts them through a log; everything they
 * depend on has a smaller one.
 */
export type MicroOperation = DataOperation | SizeOperation | NamesOperation;

interface MicroOperationBase {
  readonly index: number;
  /** Which change of the life it is part of, as in `Change.index`. */
  readonly change: number;
}

/** Bytes `[start, end)` of a file. Writes are cut at page boundaries: every page of a short one, a few pieces of a long one. */
export interface DataOperation extends MicroOperationBase {
  readonly kind: 'data';
  readonly ino: number;
  readonly start: number;
  readonly end: number;
}

/** The file's size, from one to another: grown by a write (one for each piece of it), extended by a truncate, shrunk. */
export interface SizeOperation extends MicroOperationBase {
  readonly kind: 'grow' | 'extend' | 'shrink';
  readonly ino: number;
  readonly from: number;
  readonly to: number;
}

/** One atomic change of directory entries: a creation, a removal, a rename. */
export interface NamesOperation extends MicroOperationBase {
  readonly kind: 'names';
  readonly changes: readonly DirentChange[];
  /** The inode that gets the name; 0 where a name is only taken away. */
  readonly ino: number;
  /** A rename over a name that existed. */
  readonly replaces: boolean;
}

/** Something that the models need to know of, beside the micro-operations, in one order with them. */
export type LogEntry =
  | { readonly type: 'operation'; readonly operation: MicroOperation }
  /** fsync or fdatasync returned, or failed: then it reported that data did not reach the disk. Or a write with O_SYNC returned. */
  | {
      readonly type: 'sync';
      readonly ino: number;
      readonly directory: boolean;
      readonly failed: boolean;
      readonly event: FsEvent;
    }
  | { readonly type: 'close'; readonly ino: number };

/** An effect of the trace, as images are made of them. Those without an operation (inodes, attributes) are always applied. */
export interface LogStep {
  readonly effect: Effect;
  readonly operation: number | undefined;
}

/** What a life did to the disk, as power loss sees it. A *moment* is a number of entries that had happened. */
export interface DiskLog {
  readonly entries: readonly LogEntry[];
  readonly operations: readonly MicroOperation[];
  readonly steps: readonly LogStep[];
  /** Of each moment (0 to the number of entries): how many steps, operations, changes and syncs had happened. */
  readonly before: readonly MomentCounts[];
  /** Sizes of the files that were on the disk before the life, all durable. */
  readonly initialSizes: ReadonlyMap<number, number>;
}

export interface MomentCounts {
  readonly steps: number;
  readonly operations: number;
  readonly changes: number;
  readonly syncs: number;
  /** History events before the next entry took effect: what the client had been told by then. */
  readonly history: number;
}

interface HistoryMark {
  readonly type: 'invoke' | 'acknowledge' | 'reject';
}

/** Splits the fs events of a trace into micro-operations. `start` is the disk before the first of them; absent: an empty one. */
export function diskLogOf(trace: readonly (FsEvent | HistoryMark)[], start?: Disk): DiskLog {
  const builder = new LogBuilder(start);
  for (const entry of trace) {
    if (entry.type === 'fs') builder.add(entry);
    else builder.mark();
  }
  return builder.log();
}

/** The moment just before the next change or sync after these. */
export function momentOf({ before }: DiskLog, changes: number, syncs: number): number {
  let [low, high] = [0, before.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const counts = before[middle];
    if (counts !== undefined && counts.changes <= changes && counts.syncs <= syncs) low = middle;
    else high = middle - 1;
  }
  return low;
}

class LogBuilder {
  readonly #entries: LogEntry[] = [];
  readonly #operations: MicroOperation[] = [];
  readonly #steps: LogStep[] = [];
  readonly #before: MomentCounts[] = [];
  readonly #sizes: Map<number, number>;
  readonly #initialSizes: ReadonlyMap<number, number>;
  readonly #names: NameTable;
  #changes = 0;
  /** The change that is being taken apart. */
  #change = 0;
  #syncs = 0;
  #history = 0;

  constructor(start: Disk | undefined) {
    this.#initialSizes = sizesOf(start);
    this.#sizes = new Map(this.#initialSizes);
    this.#names = new NameTable(start);
  }

  mark(): void {
    this.#history++;
  }

  add(event: FsEvent): void {
    const { primitive, ino = 0 } = event;
    if (primitive === 'fsync' || primitive === 'fdatasync') {
      if (ino !== 0) this.#addSync(event, { ino, failed: event.error !== undefined });
    } else if (primitive === 'close') {
      if (ino !== 0) this.#push({ type: 'close', ino });
    } else if (event.effects.length > 0) {
      this.#addEffects(event);
      if (event.synchronous === true) this.#addSync(event, { ino, failed: false });
    }
  }

  log(): DiskLog {
    return {
      entries: this.#entries,
      operations: this.#operations,
      steps: this.#steps,
      before: [...this.#before, this.#counts()],
      initialSizes: this.#initialSizes,
    };
  }

  #addSync(event: FsEvent, { ino, failed }: { ino: number; failed: boolean }): void {
    this.#push({ type: 'sync', ino, directory: this.#names.isDirectory(ino), failed, event });
    this.#syncs++;
  }

  #addEffects(event: FsEvent): void {
    if (event.mapped === true) {
      // Nobody knows when it was written: it is on every image, and no change.
      for (const effect of event.effects) this.#steps.push({ effect, operation: undefined });
      return;
    }
    this.#change = this.#changes;
    const written = event.effects.find((effect) => effect.op === 'data');
    for (const effect of event.effects) {
      if (effect.op === 'data') this.#addWrite(effect, event);
      else if (effect.op === 'size') {
        // The growth of a write came with its pieces.
        if (written === undefined) this.#addResize(effect);
      } else if (effect.op === 'dirent') this.#addNames(effect);
      else {
        if (effect.op === 'inode') this.#names.create(effect.ino, effect.kind === 'directory');
        this.#steps.push({ effect, operation: undefined });
      }
    }
    if (event.effects.some(({ op }) => op !== 'attributes')) this.#changes = this.#change + 1;
  }

  #addWrite({ ino, offset, bytes }: Extract<Effect, { op: 'data' }>, event: FsEvent): void {
    const grows = event.effects.some(({ op }) => op === 'size');
    for (const [start, end] of piecesOf(offset, offset + bytes.length)) {
      const part = bytes.subarray(start - offset, end - offset);
      this.#operate({ op: 'data', ino, offset: start, bytes: part }, { kind: 'data', ino, start, end });
      const from = this.#sizes.get(ino) ?? 0;
      if (!grows || end <= from) continue;
      this.#sizes.set(ino, end);
      this.#operate({ op: 'size', ino, size: end }, { kind: 'grow', ino, from, to: end });
    }
  }

  #addResize(effect: Extract<Effect, { op: 'size' }>): void {
    const { ino, size } = effect;
    const from = this.#sizes.get(ino) ?? 0;
    // A truncation inside a block clears the rest of it in memory, and that page may be written while the size is still the old one.
    const cleared = Math.min(from, Math.ceil(size / PAGE_BYTES) * PAGE_BYTES);
    if (cleared > size) {
      const bytes = new Uint8Array(cleared - size);
      this.#operate({ op: 'data', ino, offset: size, bytes }, { kind: 'data', ino, start: size, end: cleared });
    }
    this.#sizes.set(ino, size);
    this.#operate(effect, { kind: size < from ? 'shrink' : 'extend', ino, from, to: size });
  }

  #addNames(effect: Extract<Effect, { op: 'dirent' }>): void {
    const { changes } = effect;
    const added = changes.find(({ ino }) => ino !== null);
    // Two that change places replace nothing.
    const freed = changes.some(({ dir, name, ino }) => ino === null && dir === added?.dir && name === added.name);
    const replaces = added !== undefined && !freed && this.#names.has(added.dir, added.name);
    this.#names.change(changes);
    this.#operate(effect, { kind: 'names', changes, ino: added?.ino ?? 0, replaces });
  }

  #operate(effect: Effect, fields: WithoutPlace<MicroOperation>): void {
    const operation = { ...fields, index: this.#operations.length, change: this.#change } as MicroOperation;
    this.#push({ type: 'operation', operation });
    // A moment inside a change counts it, so that the last moment before a change is the one that has nothing of it.
    this.#changes = this.#change + 1;
    this.#operations.push(operation);
    this.#steps.push({ effect, operation: operation.index });
  }

  #push(entry: LogEntry): void {
    this.#before.push(this.#counts());
    this.#entries.push(entry);
  }

  #counts(): MomentCounts {
    return {
      steps: this.#steps.length,
      operations: this.#operations.length,
      changes: this.#changes,
      syncs: this.#syncs,
      history: this.#history,
    };
  }
}

type WithoutPlace<T> = T extends unknown ? Omit<T, 'index' | 'change'> : never;

/** Pages of a write up to which each is a piece of its own. */
const MOST_SINGLE_PAGES = 4;

/** Cuts `[start, end)` at page boundaries: every page of a short write; of a long one the first, the last and the two halves between. */
function piecesOf(start: number, end: number): [number, number][] {
  const first = (Math.floor(start / PAGE_BYTES) + 1) * PAGE_BYTES;
  const last = Math.floor((end - 1) / PAGE_BYTES) * PAGE_BYTES;
  const cuts: number[] = [];
  if (last - first < (MOST_SINGLE_PAGES - 1) * PAGE_BYTES) for (let cut = first; cut < end; cut += PAGE_BYTES) cuts.push(cut);
  else cuts.push(first, Math.round((first + last) / 2 / PAGE_BYTES) * PAGE_BYTES, last);
  const edges = [start, ...cuts, end];
  return edges.slice(1).map((edge, index): [number, number] => [edges[index] ?? start, edge]);
}

/** Which names there are, as far as needed to tell a rename over a name from one to a new name. */
class NameTable {
  readonly #names = new Set<string>();
  readonly #directories = new Set<number>([1]);

  constructor(start: Disk | undefined) {
    for (let ino = 1; start !== undefined && ino < start.nextIno; ino++) {
      const inode = start.inode(ino);
      if (inode?.kind !== 'directory') continue;
      this.#directories.add(ino);
      for (const name of inode.entries.keys()) this.#names.add(`${ino}/${name}`);
    }
  }

  create(ino: number, directory: boolean): void {
    if (directory) this.#directories.add(ino);
  }

  isDirectory(ino: number): boolean {
    return this.#directories.has(ino);
  }

  has(dir: number, name: string): boolean {
    return this.#names.has(`${dir}/${name}`);
  }

  change(changes: readonly DirentChange[]): void {
    for (const { dir, name, ino } of changes) {
      if (ino === null) this.#names.delete(`${dir}/${name}`);
      else this.#names.add(`${dir}/${name}`);
    }
  }
}

function sizesOf(start: Disk | undefined): Map<number, number> {
  const sizes = new Map<number, number>();
  for (let ino = 1; start !== undefined && ino < start.nextIno; ino++) {
    const inode = start.inode(ino);
    if (inode?.kind === 'file') sizes.set(ino, inode.content?.size ?? 0);
  }
  return sizes;
}
