import { createRequire, syncBuiltinESMExports } from 'node:module';
import FakeTimers from '@sinonjs/fake-timers';

/** Where every first life's clock starts: 2024-01-01T00:00:00Z. */
export const EPOCH_MS = 1_704_067_200_000;

/** How much later each further incarnation starts than the one before: longer than any sensible lease or age limit of a temp file. */
const BETWEEN_INCARNATIONS_MS = 24 * 3600 * 1000;

/**
 * The clock of simulated processes: `Date`, `performance.now`, timers (also of `node:timers` and `node:timers/promises`). It moves only
 * when the store is at rest, from timer to timer. Immediates, ticks and microtasks stay real.
 */
export class VirtualTime {
  readonly #clock: FakeTimers.Clock & { reset(): void };

  constructor() {
    this.#clock = FakeTimers.install({
      now: EPOCH_MS,
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'hrtime', 'performance'],
    });
    // fake-timers writes to the CommonJS objects of these modules; named ES imports see that only after a sync.
    createRequire(import.meta.url)('node:timers/promises');
    syncBuiltinESMExports();
  }

  get nowMs(): number {
    return this.#clock.now;
  }

  /** Begins a life: no timer of an earlier one is left, and the clock stands at the incarnation's start. */
  begin(incarnation: number): void {
    this.beginAt(EPOCH_MS + incarnation * BETWEEN_INCARNATIONS_MS);
  }

  /** The same at any time: of a process that begins while another one lives. */
  beginAt(ms: number): void {
    this.#clock.reset();
    this.#clock.setSystemTime(ms);
  }

  get hasTimers(): boolean {
    return this.#clock.countTimers() > 0;
  }

  /** Advances to the next timer and runs it. What it throws nobody can catch, as with a real timer. */
  next(): void {
    try {
      this.#clock.next();
    } catch (error) {
      (process as NodeJS.EventEmitter).emit('uncaughtException', error, 'uncaughtException');
    }
  }
}
