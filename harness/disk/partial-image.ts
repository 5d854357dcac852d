import type { Disk } from './disk.ts';
import type { DiskLog } from './disk-log.ts';

/**
 * Of the disks that are kept, so many inodes in all. A clone copies the pointers to all of them, and soon the list of names of a directory:
 * with thousands of files a disk for each step would take gigabytes.
 */
const MOST_INODES_KEPT = 250_000;

/**
 * Makes the disks that power loss can leave of one life: everything that was done up to a moment, but for some micro-operations. The disk
 * before each step is kept, or before every n-th where there are many files, so that an image costs what comes after the first lost operation.
 */
export class PartialImages {
  readonly #log: DiskLog;
  /** The disk before step i times `#stride`. */
  readonly #whole: Disk[];
  readonly #stride: number;
  readonly #stepOf: number[] = [];

  constructor(start: Disk, log: DiskLog) {
    this.#log = log;
    this.#whole = [start.clone()];
    const created = log.steps.filter(({ effect }) => effect.op === 'inode').length;
    this.#stride = Math.max(1, Math.ceil((log.steps.length * (start.nextIno + created)) / MOST_INODES_KEPT));
    for (const [step, { operation }] of log.steps.entries()) if (operation !== undefined) this.#stepOf[operation] = step;
  }

  /** @param lost indices of operations, ascending. */
  image(moment: number, lost: readonly number[]): Disk {
    const end = this.#log.before[moment]?.steps ?? 0;
    const first = lost[0] === undefined ? end : Math.min(end, this.#stepOf[lost[0]] ?? end);
    const kept = Math.floor(first / this.#stride);
    const disk = this.#wholeAt(kept).clone();
    this.#replay(disk, kept * this.#stride, end, new Set(lost));
    return disk;
  }

  #wholeAt(index: number): Disk {
    for (let made = this.#whole.length; made <= index; made++) {
      const next = this.#whole[made - 1]?.clone();
      if (next === undefined) throw new Error(`no disk ${made - 1}`);
      this.#replay(next, (made - 1) * this.#stride, made * this.#stride);
      this.#whole.push(next);
    }
    const disk = this.#whole[index];
    if (disk === undefined) throw new Error(`no disk ${index}`);
    return disk;
  }

  #replay(disk: Disk, from: number, to: number, gone?: ReadonlySet<number>): void {
    for (let step = from; step < to; step++) {
      const { effect, operation } = this.#log.steps[step] ?? {};
      if (effect !== undefined && (operation === undefined || gone?.has(operation) !== true)) disk.apply(effect);
    }
  }
}
