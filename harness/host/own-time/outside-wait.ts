import { OwnTime } from './own-time.ts';
import { limitMs } from './time-limits.ts';

const realNow = performance.now.bind(performance);
const realSetTimeout = globalThis.setTimeout;

/** Real time between two looks at who runs. */
const LOOK_MS = 50;
/** So often at most something that does not show is waited for a little longer. */
const MOST_LAST_LOOKS = 10;

/** A wait of this thread for something that is real: the thread pool, a module that is loaded. It has a limit, in own time of this process. */
export class OutsideWait {
  readonly #limitMs = limitMs('outside');
  readonly #sinceMs = realNow();
  #ownTime: OwnTime | undefined;
  #lookedMs = this.#sinceMs;
  #spentMs = 0;

  /** Whether it has lasted longer than what comes of it is waited for. To be asked again and again; looks now and then. */
  get isTooLong(): boolean {
    const nowMs = realNow();
    if (nowMs - this.#lookedMs < LOOK_MS) return this.#spentMs > this.#limitMs;
    this.#lookedMs = nowMs;
    if (this.#ownTime === undefined) this.#ownTime = new OwnTime();
    else this.#spentMs = this.#ownTime.look();
    return this.#spentMs > this.#limitMs;
  }

  /** Real time since it began: for how to wait, not for how long. */
  get lastsMs(): number {
    return realNow() - this.#sinceMs;
  }
}

/** Time for what is on its way and does not show: a moment, and longer while some thread of this process wants to go on. */
export async function lastLook(ms: number): Promise<void> {
  for (let looks = 0; looks < MOST_LAST_LOOKS; looks++) {
    const before = new OwnTime();
    await new Promise<void>((resolve) => realSetTimeout(resolve, ms));
    if (before.isAsleep) return;
  }
}
