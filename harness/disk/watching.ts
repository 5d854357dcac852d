import type { DirentChange } from './effect.ts';
import type { InodeTable } from './inode-table.ts';
import { NoticeQueue, type WatchEvent } from './notices.ts';

/** A disk that tells of its changes. */
export interface Watched extends InodeTable {
  watchings: readonly Watching[];
}

/**
 * What one process watches on a disk, with the events that Linux gives Node: of an inode itself, and of the entries of a directory. A watch is
 * known by the number of its inode, so that two of one inode are one.
 */
export class Watching {
  readonly notices = new NoticeQueue();
  readonly #disk: Watched;
  readonly #counts = new Map<number, number>();

  constructor(disk: Watched) {
    this.#disk = disk;
  }

  add(ino: number): void {
    if (this.#counts.size === 0) this.#disk.watchings = [...this.#disk.watchings, this];
    this.#counts.set(ino, (this.#counts.get(ino) ?? 0) + 1);
  }

  remove(ino: number): void {
    const count = this.#counts.get(ino) ?? 0;
    if (count > 1) this.#counts.set(ino, count - 1);
    else this.#counts.delete(ino);
    if (this.#counts.size === 0) this.#leave();
  }

  /** The process is dead. */
  end(): void {
    this.#counts.clear();
    this.#leave();
    this.notices.take();
  }

  /** Bytes, the size, or attributes: told of the entries that name the inode too. */
  changed(ino: number, event: 'modified' | 'attributes'): void {
    for (const watch of this.#counts.keys()) {
      const directory = this.#disk.inode(watch);
      if (directory?.kind !== 'directory') continue;
      for (const [name, child] of directory.entries) if (child === ino) this.#tell(watch, event, { name, ino });
    }
    this.#self(ino, event);
  }

  /** Before the names change. */
  namesChange(changes: readonly DirentChange[]): void {
    const isMove = changes.some(({ ino }) => ino === null) && changes.some(({ ino }) => ino !== null);
    for (const { dir, name, ino } of changes) {
      const before = this.#disk.inode(dir)?.entries.get(name);
      if (ino === null) {
        if (this.#counts.has(dir)) this.#tell(dir, isMove ? 'moved-from' : 'removed', { name, ino: before });
        if (!isMove && before !== undefined) this.#lostName(before);
        continue;
      }
      if (this.#counts.has(dir)) this.#tell(dir, isMove ? 'moved-to' : 'created', { name, ino });
      if (isMove) this.#self(ino, 'moved');
      // A further link.
      else if ((this.#disk.inode(ino)?.names ?? 0) > 0) this.#self(ino, 'attributes');
      if (before !== undefined && before !== ino) this.#lostName(before);
    }
  }

  /** The inode is gone: it has neither names nor descriptors. */
  gone(ino: number): void {
    if (!this.#counts.has(ino)) return;
    this.#self(ino, 'deleted');
    this.#self(ino, 'ignored');
    this.#counts.delete(ino);
  }

  #leave(): void {
    this.#disk.watchings = this.#disk.watchings.filter((other) => other !== this);
  }

  /** The count of links is an attribute; that of a directory is not told. */
  #lostName(ino: number): void {
    if (this.#disk.inode(ino)?.kind !== 'directory') this.#self(ino, 'attributes');
  }

  #self(ino: number, event: WatchEvent): void {
    if (this.#counts.has(ino)) this.#tell(ino, event, { ino });
  }

  #tell(watch: number, event: WatchEvent, { name, ino }: { name?: string; ino: number | undefined }): void {
    const directory = ino !== undefined && this.#disk.inode(ino)?.kind === 'directory';
    this.notices.add({ watch, event, ...(name === undefined ? {} : { name }), ...(directory ? { directory } : {}) });
  }
}
