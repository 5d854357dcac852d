import type { Disk } from '../../disk/disk.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { isChange } from '../change.ts';
import type { Life } from '../host.ts';
import { tearEffects } from './disk-replay.ts';
import { interferes } from './interference.ts';

/**
 * A disk on which a process that has lived already goes on changing what it changed then, when it is told to, while another process uses
 * it. That is what would happen, as long as the other one changes nothing that concerns it.
 */
export class AdvancingDisk {
  readonly disk: Disk;
  readonly #life: Pick<Life<Disk>, 'trace' | 'changes' | 'report'>;
  readonly #events: readonly FsEvent[];
  /** Where each change stands among the events. */
  readonly #changeAt: readonly number[];
  #point: CrashPoint;
  #next: number;
  /** The other process' changes stood in the way; the disk did not advance. */
  disturbed = false;

  /** @param image the disk at that point of the life; it is changed. */
  constructor(image: Disk, life: Pick<Life<Disk>, 'trace' | 'changes' | 'report'>, at: CrashPoint) {
    this.disk = image;
    this.#life = life;
    this.#events = life.trace.filter((entry): entry is FsEvent => entry.type === 'fs');
    this.#changeAt = this.#events.flatMap((event, index) => (isChange(event) ? [index] : []));
    this.#point = at;
    this.#next = this.#indexOf(at);
    reserveInodes(image, this.#events);
  }

  /** Where the writer stands. */
  get point(): CrashPoint {
    return this.#point;
  }

  /** How many of the writer's history events have happened: all that came before its next change. */
  get history(): number {
    return this.#life.changes[this.#point.changes]?.historyBefore ?? this.#life.report.history.length;
  }

  get isAtEnd(): boolean {
    return this.#point.changes >= this.#life.changes.length;
  }

  /**
   * Lets the writer go on up to a later point. If something in `others` could have changed what it does, it stays where it is.
   *
   * @param nowMs the time that the changes get, at least.
   */
  advanceTo(to: CrashPoint, { others, nowMs }: { others: readonly FsEvent[]; nowMs: number }): void {
    const until = this.#indexOf(to);
    // With the change that is torn: what it says is decided before its first byte is on disk.
    const coming = this.#events.slice(this.#next, to.tornBytes === undefined ? until : until + 1);
    if (this.disturbed || interferes(others, coming)) {
      this.disturbed = true;
      return;
    }
    this.disk.nowMs = Math.max(this.disk.nowMs, nowMs);
    for (const event of this.#events.slice(this.#next, until)) {
      // Whoever goes by modification times must see that there was a change.
      this.disk.nowMs++;
      for (const effect of event.effects) this.disk.apply(effect);
    }
    this.#next = until;
    this.#point = to;
    const torn = this.#events[until];
    if (to.tornBytes === undefined || torn === undefined) return;
    this.disk.nowMs++;
    const sizeOf = (ino: number) => this.disk.inode(ino)?.content?.size ?? 0;
    for (const effect of tearEffects(torn.effects, to.tornBytes, sizeOf)) this.disk.apply(effect);
  }

  /** The point right after what the writer is doing: before the first change that comes with more history, or the end. */
  get endOfOperation(): CrashPoint {
    const { changes } = this.#life;
    const here = this.history;
    const next = changes.slice(this.#point.changes).find(({ historyBefore }) => historyBefore > here);
    return { changes: next?.index ?? changes.length };
  }

  #indexOf({ changes }: CrashPoint): number {
    return this.#changeAt[changes] ?? this.#events.length;
  }
}

/** The other process must not get the inode numbers that the writer's later files have. */
function reserveInodes(disk: Disk, events: readonly FsEvent[]): void {
  let last = 0;
  for (const { effects } of events) {
    for (const effect of effects) if (effect.op === 'inode') last = Math.max(last, effect.ino);
  }
  if (disk.nextIno > last) return;
  disk.createInode(last, 'file', 0o600);
  disk.free(last);
}
