import type { Disk } from '../../disk/disk.ts';
import type { Effect } from '../../disk/effect.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { isChange } from '../change.ts';
import type { TraceEntry } from '../trace-entry.ts';

/**
 * Makes crash images by replaying a trace on a clone of the disk it began with. Asked for points in ascending order it replays each event
 * once; an earlier point than the last starts over.
 */
export class DiskReplay {
  readonly #start: Disk;
  readonly #events: readonly FsEvent[];
  #disk: Disk;
  #next = 0;
  #changes = 0;

  constructor(start: Disk, trace: readonly TraceEntry[]) {
    this.#start = start;
    this.#events = trace.filter((entry): entry is FsEvent => entry.type === 'fs' && entry.effects.length > 0);
    this.#disk = start.clone();
  }

  /** The disk after `point.changes` changes and the torn part of the next. */
  imageAt(point: CrashPoint): Disk {
    if (point.changes < this.#changes) {
      this.#disk = this.#start.clone();
      this.#next = 0;
      this.#changes = 0;
    }
    for (;;) {
      const event = this.#events[this.#next];
      if (event === undefined || (isChange(event) && this.#changes === point.changes)) break;
      for (const effect of event.effects) this.#disk.apply(effect);
      this.#next++;
      if (isChange(event)) this.#changes++;
    }
    const image = this.#disk.clone();
    const torn = this.#events[this.#next];
    if (point.tornBytes !== undefined && torn !== undefined) {
      const sizeOf = (ino: number) => image.inode(ino)?.content?.size ?? 0;
      for (const effect of tearEffects(torn.effects, point.tornBytes, sizeOf)) image.apply(effect);
    }
    return image;
  }
}

/** What a write did to the disk when it was cut after `bytes` bytes: the beginning of its data, and the size if it grew as far as that. */
export function tearEffects(effects: readonly Effect[], bytes: number, sizeOf: (ino: number) => number): Effect[] {
  const torn: Effect[] = [];
  let end = 0;
  let left = bytes;
  for (const effect of effects) {
    if (effect.op === 'data' && left > 0) {
      const part = effect.bytes.subarray(0, left);
      left -= part.length;
      end = effect.offset + part.length;
      torn.push({ ...effect, bytes: part });
    } else if (effect.op === 'size' && end > sizeOf(effect.ino)) {
      torn.push({ ...effect, size: end });
    }
  }
  return torn;
}
