import { OwnTime, type WaitedFor } from './own-time.ts';

/** Captured at load: a simulated process has timers of its own. */
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;

const LOOK_MS = 200;

/**
 * A limit to how long somebody is waited for, in time of its own. It counts from the first look on: what is over by then costs a timer and
 * nothing else.
 */
export class Patience {
  readonly #limitMs: number;
  readonly #whom: WaitedFor;
  readonly #onLate: () => void;
  #ownTime: OwnTime | undefined;
  #spentMs = 0;
  /** The limit is reached; what has come by now and was not read yet still counts. */
  #atLimit = false;
  #timer: NodeJS.Timeout | undefined;

  /** It counts at once. Keeps the event loop alive until `stop`. @param onLate called once, when the limit is passed. */
  constructor(limitMs: number, whom: WaitedFor, onLate: () => void) {
    this.#limitMs = limitMs;
    this.#whom = whom;
    this.#onLate = onLate;
    this.#wait();
  }

  /** Own time since the last sign of life, as far as it was looked at. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** A sign of life: it counts from the beginning. */
  heard(): void {
    this.#spentMs = 0;
    this.#ownTime = undefined;
    this.#atLimit = false;
  }

  /** Whoever is waited for is held by us. */
  pause(): void {
    this.stop();
    this.#ownTime = undefined;
  }

  /** And may go on. */
  resume(): void {
    if (this.#timer === undefined) this.#wait();
  }

  stop(): void {
    realClearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    this.#timer = realSetTimeout(() => this.#look(), Math.min(LOOK_MS, this.#limitMs));
  }

  #look(): void {
    const before = this.#spentMs;
    if (this.#ownTime === undefined) this.#ownTime = new OwnTime(this.#whom, before);
    else this.#spentMs = this.#ownTime.look();
    if (this.#spentMs < this.#limitMs) this.#wait();
    else if (this.#atLimit) this.#onLate();
    else {
      this.#atLimit = true;
      this.#wait();
    }
  }
}
