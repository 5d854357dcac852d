import type { Gate, PendingCall } from '../disk/gate.ts';
import { asClient, currentClient, performFor } from './client.ts';

/** Which of its scheduling points a client has passed. */
export interface Step {
  readonly client: string;
  /** `call`: an operation of the store is about to be called. */
  readonly point: 'effect' | 'completion' | 'call';
}

export interface HeldCall extends Pick<PendingCall, 'effect' | 'complete'> {
  /** Absent of a point without one. */
  readonly primitive?: PendingCall['primitive'];
  next: Step['point'];
}

/**
 * Holds every asynchronous primitive until its client is told to take a step. The calls of one client happen in the order in which they
 * were issued, each with two steps: its effect, then its completion. Synchronous primitives are part of the step that leads to them.
 */
export class ScheduledGate implements Gate {
  readonly #calls = new Map<string, HeldCall[]>();
  readonly #fallback: string;
  readonly #onStep: (step: Step) => void;
  #released: Gate | undefined;

  /** @param fallback whose the calls are that nobody is known to have made. */
  constructor({ fallback, onStep = () => {} }: { fallback: string; onStep?: (step: Step) => void }) {
    this.#fallback = fallback;
    this.#onStep = onStep;
  }

  issue(call: PendingCall): void {
    if (this.#released !== undefined) {
      this.#released.issue(call);
      return;
    }
    this.#hold(held(call));
  }

  announce(call: PendingCall): void {
    if (this.#released !== undefined) this.#released.issue(call);
    else this.#hold(held(call), this.#fallback);
  }

  /** Calls pass to another gate from now on, and those that are held too, client after client. */
  release(gate: Gate): void {
    this.#released = gate;
    for (const calls of this.#calls.values()) {
      for (const { next, primitive, effect, complete } of calls.splice(0)) {
        if (primitive === undefined) complete();
        else gate.issue({ primitive, effect: next === 'effect' ? effect : () => {}, complete });
      }
    }
  }

  /** Calls are held again. */
  hold(): void {
    this.#released = undefined;
  }

  /** Resolves when its client is given a step: a scheduling point without a primitive. */
  point(): Promise<void> {
    return new Promise((resolve) => this.#hold({ effect: () => {}, complete: resolve, next: 'call' }));
  }

  /** What the client's next step belongs to. */
  head(client: string): Readonly<HeldCall> | undefined {
    return this.#calls.get(client)?.[0];
  }

  /** How many primitives are held. */
  get held(): number {
    let held = 0;
    for (const calls of this.#calls.values()) for (const { primitive } of calls) if (primitive !== undefined) held++;
    return held;
  }

  canStep(client: string): boolean {
    return (this.#calls.get(client)?.length ?? 0) > 0;
  }

  /** The client's next step; `false` if it has nothing under way. */
  step(client: string): boolean {
    const calls = this.#calls.get(client);
    const call = calls?.[0];
    if (calls === undefined || call === undefined) return false;
    const point = call.next;
    if (point === 'effect') {
      call.next = 'completion';
      performFor(client, call.effect);
    } else {
      calls.shift();
      asClient(client, call.complete);
    }
    this.#onStep({ client, point });
    return true;
  }

  #hold(call: HeldCall, client = currentClient() ?? this.#fallback): void {
    const calls = this.#calls.get(client);
    if (calls === undefined) this.#calls.set(client, [call]);
    else calls.push(call);
  }
}

function held(call: PendingCall): HeldCall {
  return { primitive: call.primitive, effect: () => call.effect(), complete: () => call.complete(), next: 'effect' };
}
