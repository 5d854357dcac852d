import type { Gate, PendingCall } from '../../../disk/gate.ts';
import type { Random } from '../../../schedule/random.ts';

/** Of a delay: real disks take that long now and then. */
const LONGEST_MS = 3;
/** How many of the primitives' effects and completions are delayed. */
const DELAYED = 0.5;

/** Captured at load, since a store may replace them. */
const { setImmediate: soon, setTimeout: later } = globalThis;
const never = new Int32Array(new SharedArrayBuffer(4));

/**
 * A disk that is as fast as it is, or now and then as slow as disks can be: then other processes have the time to come in between. The
 * effect of a primitive and its completion are delayed each for itself, by a few milliseconds.
 */
export class SlowDiskGate implements Gate {
  #delays: Random | undefined;
  #onPrimitive: () => void = () => {};

  /** From now on. `onPrimitive` is told in front of each primitive. */
  begin(delays: Random | undefined, onPrimitive: () => void = () => {}): void {
    this.#delays = delays;
    this.#onPrimitive = onPrimitive;
  }

  issue(call: PendingCall): void {
    this.#delayed(() => {
      this.#onPrimitive();
      call.effect();
      if (this.#delays === undefined) call.complete();
      else this.#delayed(() => call.complete());
    });
  }

  synchronous(): void {
    this.#onPrimitive();
    const delayMs = this.#delayMs();
    if (delayMs > 0) Atomics.wait(never, 0, 0, delayMs);
  }

  #delayed(run: () => void): void {
    const delayMs = Math.ceil(this.#delayMs());
    if (delayMs === 0) soon(run);
    else later(run, delayMs);
  }

  #delayMs(): number {
    const delays = this.#delays;
    return delays === undefined || delays.next() >= DELAYED ? 0 : delays.next() * LONGEST_MS;
  }
}
