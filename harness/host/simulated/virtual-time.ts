import { createRequire, syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import FakeTimers from '@sinonjs/fake-timers';
import { asClient, currentClient } from '../../schedule/client.ts';
import { LocalTime } from './local-time.ts';

/** Where every first life's clock starts: 2024-01-01T00:00:00Z. */
export const EPOCH_MS = 1_704_067_200_000;

/** How much later each further incarnation usually starts than the one before: longer than any sensible lease or age limit of a temp file. */
export const BETWEEN_LIVES_MS = 24 * 3600 * 1000;

/**
 * The clock of simulated processes: `Date`, `performance.now`, timers (also of `node:timers` and `node:timers/promises`). It moves only
 * when the store is at rest, from timer to timer. Immediates, ticks and microtasks stay real.
 */
export class VirtualTime {
  readonly #clock: FakeTimers.Clock & { reset(): void };
  readonly #local: LocalTime;
  /** It is the clock of one process of several. */
  besideOthers = false;
  #looks = 0;
  /** By how much somebody has set the clock in this life: what measures how long something takes does not show it. */
  #steppedMs = 0;

  constructor() {
    this.#clock = FakeTimers.install({
      now: EPOCH_MS,
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'hrtime', 'performance'],
    });
    this.#local = new LocalTime();
    keepClients();
    this.#tickFinely();
    this.#sleepAtOnce();
    // fake-timers writes to the CommonJS objects of these modules; named ES imports see that only after a sync.
    createRequire(import.meta.url)('node:timers/promises');
    syncBuiltinESMExports();
  }

  get nowMs(): number {
    return this.#clock.now;
  }

  /**
   * The fine clocks never show the same time twice, as real ones hardly do: names are made of them. Each look at one takes a microsecond, which the
   * clock of `Date` and timers does not show.
   */
  #tickFinely(): void {
    const clock = performance.now.bind(performance);
    const finer = () => this.#looks++ / 1000;
    Object.defineProperty(performance, 'now', { value: () => clock() + finer(), configurable: true, writable: true });
    const bigint = () => BigInt(Math.round((this.#clock.now - this.#steppedMs) * 1000 + this.#looks++)) * 1000n;
    const hrtime = (since?: [number, number]): [number, number] => {
      const now = bigint();
      const [seconds, nanoseconds] = [Number(now / 1_000_000_000n), Number(now % 1_000_000_000n)];
      if (since === undefined) return [seconds, nanoseconds];
      const borrowed = nanoseconds < since[1] ? 1 : 0;
      return [seconds - since[0] - borrowed, nanoseconds - since[1] + borrowed * 1_000_000_000];
    };
    process.hrtime = Object.assign(hrtime, { bigint });
  }

  /**
   * A thread that sleeps does nothing: only its clock moves. Nothing could wake it meanwhile, and timers that are due then run when it gives control
   * back. Beside other processes not even the clock: time passes only when nobody can go on.
   */
  #sleepAtOnce(): void {
    const wait = Atomics.wait.bind(Atomics);
    const sleep = (array: Int32Array<SharedArrayBuffer>, index: number, value: number, timeoutMs?: number) => {
      if (timeoutMs === undefined || !Number.isFinite(timeoutMs)) return wait(array, index, value, timeoutMs);
      if (Atomics.load(array, index) !== value) return 'not-equal';
      if (!this.besideOthers) this.#clock.setSystemTime(this.#clock.now + Math.max(0, timeoutMs));
      return 'timed-out';
    };
    Object.assign(Atomics, { wait: sleep });
  }

  /** Begins a life: no timer of an earlier one is left, the clock stands at this time, and local time is so many minutes ahead of UTC. */
  beginAt(ms: number, zoneMinutes = 0): void {
    this.#clock.reset();
    this.#local.set(zoneMinutes);
    this.#looks = 0;
    this.#steppedMs = 0;
    this.#clock.setSystemTime(ms);
  }

  get hasTimers(): boolean {
    return this.#clock.countTimers() > 0;
  }

  /** When the next timer is due. */
  get nextTimerMs(): number | undefined {
    return this.#clock.timerHeap?.peek()?.callAt;
  }

  /** Runs every timer that is due by then, in order, and leaves the clock there. */
  passTo(toMs: number): void {
    for (let due = this.nextTimerMs; due !== undefined && due <= toMs; due = this.nextTimerMs) this.next();
    if (this.#clock.now < toMs) this.#clock.tick(toMs - this.#clock.now);
  }

  /** Somebody sets the clock: `Date` and modification times show it, timers keep their distance. Or the zone, which local time alone shows. */
  step({ byMs, zoneMinutes }: { readonly byMs: number; readonly zoneMinutes?: number }): void {
    this.#steppedMs += byMs;
    this.#clock.setSystemTime(this.#clock.now + byMs);
    if (zoneMinutes !== undefined) this.#local.set(zoneMinutes);
  }

  /** Moves the clock alone, as while a synchronous call lasts: timers that fall due meanwhile run as soon as time passes again. */
  jump(ms: number): void {
    this.#clock.setSystemTime(this.#clock.now + ms);
    // It has moved the timers too, to keep their distance; they are to keep their time, and those that are late the order of their times.
    for (const timer of this.#clock.timerHeap?.timers ?? []) {
      const dueMs = (timer.callAt ?? 0) - ms;
      timer.callAt = Math.max(this.#clock.now, dueMs);
      if (dueMs <= this.#clock.now) timer.order = dueMs - this.#clock.now;
    }
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

/** What a timer calls belongs to the client that set it, as it would with Node's own timers. */
function keepClients(): void {
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const fake = globalThis[name] as (callback: unknown, ...rest: unknown[]) => unknown;
    const keeping = (callback: unknown, ...rest: unknown[]): unknown => {
      const client = currentClient();
      if (client === undefined || typeof callback !== 'function') return fake(callback, ...rest);
      return fake((...args: unknown[]) => asClient(client, () => callback(...args)), ...rest);
    };
    Object.defineProperties(keeping, Object.getOwnPropertyDescriptors(fake));
    Object.assign(globalThis, { [name]: keeping });
    if (timers[name] === fake) Object.assign(timers, { [name]: keeping });
  }
}
