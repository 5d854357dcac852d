import type { Clock } from '../script.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The simulated clock in a script's hand. */
export class ScriptClock implements Clock {
  readonly #time: VirtualTime;
  readonly #quiet: () => Promise<void>;

  constructor(time: VirtualTime, quiet: () => Promise<void>) {
    this.#time = time;
    this.#quiet = quiet;
  }

  get nowMs(): number {
    return this.#time.nowMs;
  }

  async pass(ms: number): Promise<void> {
    const toMs = this.#time.nowMs + ms;
    await this.#quiet();
    for (let due = this.#time.nextTimerMs; due !== undefined && due <= toMs; due = this.#time.nextTimerMs) {
      this.#time.next();
      await this.#quiet();
    }
    this.#time.passTo(toMs);
    await this.#quiet();
  }

  jump(ms: number): void {
    this.#time.jump(ms);
  }
}
