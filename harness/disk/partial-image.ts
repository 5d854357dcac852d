import type { Disk } from './disk.ts';
import type { DiskLog } from './disk-log.ts';

/**
 * Makes the disks that power loss can leave of one life: everything that was done up to a moment, but for some micro-operations. The disk
 * before each step is kept (a clone copies pointers only), so that an image costs what comes after the first lost operation.
 */
export class PartialImages {
  readonly #log: DiskLog;
  /** The disk before step i. */
  readonly #whole: Disk[];
  readonly #stepOf: number[] = [];

  constructor(start: Disk, log: DiskLog) {
    this.#log = log;
    this.#whole = [start.clone()];
    for (const [step, { operation }] of log.steps.entries()) if (operation !== undefined) this.#stepOf[operation] = step;
  }

  /** @param lost indices of operations, ascending. */
  image(moment: number, lost: readonly number[]): Disk {
    const end = this.#log.before[moment]?.steps ?? 0;
    const first = lost[0] === undefined ? end : Math.min(end, this.#stepOf[lost[0]] ?? end);
    const disk = this.#wholeUpTo(first).clone();
    const gone = new Set(lost);
    for (let step = first; step < end; step++) {
      const { effect, operation } = this.#log.steps[step] ?? {};
      if (effect !== undefined && (operation === undefined || !gone.has(operation))) disk.apply(effect);
    }
    return disk;
  }

  #wholeUpTo(step: number): Disk {
    for (let made = this.#whole.length; made <= step; made++) {
      const next = this.#whole[made - 1]?.clone();
      const effect = this.#log.steps[made - 1]?.effect;
      if (next === undefined || effect === undefined) throw new Error(`no step ${made - 1}`);
      next.apply(effect);
      this.#whole.push(next);
    }
    const disk = this.#whole[step];
    if (disk === undefined) throw new Error(`no disk before step ${step}`);
    return disk;
  }
}
