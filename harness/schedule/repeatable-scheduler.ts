import { type Scheduler, WAIT } from './scheduler.ts';

/** Chooses as another scheduler does, and can choose the same once more, although the other one goes on. */
export class RepeatableScheduler implements Scheduler {
  readonly #scheduler: Scheduler;
  readonly #chosen: number[] = [];
  #at = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** From the beginning. What can no longer be chosen is left to the first who can. */
  repeat(): void {
    this.#at = 0;
  }

  next(able: readonly number[], last: number): number {
    const again = this.#chosen[this.#at++];
    if (again !== undefined) return again === WAIT || able.includes(again) ? again : (able[0] ?? WAIT);
    const chosen = this.#scheduler.next(able, last);
    this.#chosen.push(chosen);
    return chosen;
  }
}
