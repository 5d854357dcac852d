import type { Gate, PendingCall } from '../disk/gate.ts';
import type { Primitive } from '../disk/kernel.ts';

/** Captured at load, since timers may be faked later. */
const soon = globalThis.setImmediate;

const oneTurnEach: Gate = {
  issue(call) {
    soon(() => {
      call.effect();
      call.complete();
    });
  },
};

/** Tells of every primitive, synchronous or not, right before it takes effect. Otherwise it is the gate that it is given. */
export class WatchedGate implements Gate {
  readonly #before: (primitive: Primitive) => void;
  readonly #gate: Gate;

  /** @param gate by default one that gives each call a turn of the event loop. */
  constructor(before: (primitive: Primitive) => void, gate: Gate = oneTurnEach) {
    this.#before = before;
    this.#gate = gate;
  }

  issue(call: PendingCall): void {
    const { primitive } = call;
    const effect = (): void => {
      this.#before(primitive);
      call.effect();
    };
    this.#gate.issue({ primitive, effect, complete: () => call.complete() });
  }

  /** It is no primitive of anybody's. */
  announce(call: PendingCall): void {
    if (this.#gate.announce === undefined) this.#gate.issue(call);
    else this.#gate.announce(call);
  }

  synchronous(primitive: Primitive): void {
    this.#before(primitive);
    this.#gate.synchronous?.(primitive);
  }
}
