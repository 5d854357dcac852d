import { createRequire, syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import FakeTimers from '@sinonjs/fake-timers';

/**
 * Timers that run only when they are told to: what waits for a deadline gets it at once, when nothing else can happen any more, and never because a machine is
 * slow. `Date` is the real one and so much ahead as time was let pass, for a server has a clock too.
 */
export class PassingTime {
  readonly #clock: FakeTimers.Clock;
  #passedMs = 0;

  constructor() {
    this.#clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    this.#moveDate();
    limitSockets();
    // fake-timers writes to the CommonJS objects of these modules; named ES imports see that only after a sync.
    createRequire(import.meta.url)('node:timers/promises');
    syncBuiltinESMExports();
  }

  get timers(): number {
    return this.#clock.countTimers();
  }

  /** `Date` is the real one again. */
  beginLife(): void {
    this.#passedMs = 0;
  }

  /**
   * Lets time pass up to the next timer, and runs it; where there is none, `otherwiseMs` pass, in milliseconds.
   *
   * @returns how many milliseconds; `undefined` where there is no timer, and nothing was to pass.
   */
  next(otherwiseMs?: number): number | undefined {
    const hasTimer = this.#clock.countTimers() > 0;
    if (!hasTimer && otherwiseMs === undefined) return undefined;
    const before = this.#clock.now;
    try {
      if (hasTimer) this.#clock.next();
      else this.#clock.tick(otherwiseMs ?? 0);
    } catch (error) {
      (process as NodeJS.EventEmitter).emit('uncaughtException', error, 'uncaughtException');
    }
    const passed = this.#clock.now - before;
    this.#passedMs += passed;
    return passed;
  }

  #moveDate(): void {
    const RealDate = globalThis.Date;
    const now = (): number => RealDate.now() + this.#passedMs;
    const Moved: DateConstructor = new Proxy(RealDate, {
      construct(target, args, made): object {
        return Reflect.construct(target, args.length === 0 ? [now()] : args, made === Moved ? target : made);
      },
      apply: () => new RealDate(now()).toString(),
      get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    });
    globalThis.Date = Moved;
  }
}

/** The time limit of a socket is a timer inside Node, which no one can replace: here it is one of the process's own timers. */
function limitSockets(): void {
  const limits = new WeakMap<Socket, { ms: number; timer: NodeJS.Timeout | undefined }>();
  const wait = (socket: Socket): void => {
    const limit = limits.get(socket);
    if (limit === undefined) return;
    clearTimeout(limit.timer);
    limit.timer = limit.ms > 0 ? setTimeout(() => socket.emit('timeout'), limit.ms) : undefined;
  };
  Socket.prototype.setTimeout = function (this: Socket, ms: number, onTimeout?: () => void): Socket {
    if (!limits.has(this)) this.once('close', () => clearTimeout(limits.get(this)?.timer));
    clearTimeout(limits.get(this)?.timer);
    limits.set(this, { ms, timer: undefined });
    if (onTimeout !== undefined) {
      if (ms > 0) this.once('timeout', onTimeout);
      else this.off('timeout', onTimeout);
    }
    wait(this);
    return this;
  };
  const prototype = Socket.prototype as unknown as { _unrefTimer?: () => void };
  const before = prototype._unrefTimer;
  prototype._unrefTimer = function (this: Socket): void {
    before?.call(this);
    wait(this);
  };
}
