import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import type { Gate, PendingCall } from '../../disk/gate.ts';

const realNextTick = process.nextTick.bind(process);
const realSetImmediate = globalThis.setImmediate;
const realClearImmediate = globalThis.clearImmediate;

/** After this many calls in a row the event loop gets a turn: rejections that nobody handles come up, and a watcher sees life. */
const CALLS_PER_TURN = 16;

/**
 * Completes asynchronous primitives without a turn of the event loop for each (about a microsecond and a system call), as soon as the
 * store is at rest: its microtasks have run and it has no tick or immediate of its own outstanding. What a store can see is the
 * same as with a turn each: nothing of its own is ever overtaken by a completion.
 */
export class QuickGate implements Gate {
  readonly #tasks = new OwnTasks();
  readonly #queue: PendingCall[] = [];
  #armed = false;
  #inARow = 0;
  #ticksSeen = 0;
  #idle: (() => void) | undefined;
  #next: (() => 'went' | 'stop') | undefined;

  issue(call: PendingCall): void {
    this.#queue.push(call);
    this.#arm();
  }

  /** Resolves when every call that was issued has completed and what followed from it has run. At once in the sense of the event loop. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle = resolve;
      this.#arm();
    });
  }

  /**
   * Asks `next` whenever nothing can go on by itself, until it says `stop`: `went` if it has let something happen. The same as `idle` and a step in
   * turn, without a promise for each.
   */
  drive(next: () => 'went' | 'stop'): Promise<void> {
    this.#next = next;
    return this.idle();
  }

  /** Immediates that were asked for have not run yet. */
  get hasImmediates(): boolean {
    return this.#tasks.immediates > 0;
  }

  /** Forgets what a dead incarnation had issued. */
  begin(): void {
    this.#queue.length = 0;
    this.#next = undefined;
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#ticksSeen = this.#tasks.ticks;
    if (this.#tasks.immediates > 0 || this.#inARow >= CALLS_PER_TURN) {
      this.#inARow = 0;
      realSetImmediate(this.#perform);
    } else queueMicrotask(this.#tick);
  }

  readonly #tick = (): void => {
    realNextTick(this.#perform);
  };

  readonly #perform = (): void => {
    this.#armed = false;
    const nothingHappened = this.#ticksSeen === this.#tasks.ticks;
    if (nothingHappened) {
      const call = this.#queue.shift();
      if (call === undefined && this.#next !== undefined && this.#tasks.immediates === 0) {
        this.#inARow++;
        if (this.#next() === 'went') {
          this.#arm();
          return;
        }
      }
      if (call === undefined) {
        this.#next = undefined;
        const idle = this.#idle;
        this.#idle = undefined;
        idle?.();
        return;
      }
      this.#inARow++;
      call.effect();
      call.complete();
    }
    if (this.#queue.length > 0 || this.#idle !== undefined) this.#arm();
  };
}

/** Counts the ticks and immediates that code other than ours asks for. */
class OwnTasks {
  ticks = 0;
  immediates = 0;

  constructor() {
    process.nextTick = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
      this.ticks++;
      realNextTick(callback, ...args);
    };
    const pending = new WeakSet<object>();
    const counted = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
      this.immediates++;
      const immediate = realSetImmediate(() => {
        if (pending.delete(immediate)) this.immediates--;
        callback(...args);
      });
      pending.add(immediate);
      return immediate;
    };
    const clear = (immediate: NodeJS.Immediate | undefined) => {
      if (immediate !== undefined && pending.delete(immediate)) this.immediates--;
      realClearImmediate(immediate);
    };
    // `timers/promises` and promisify keep the real one; while such a turn is awaited nothing else of the store is known to run.
    Object.assign(counted, { __promisify__: realSetImmediate.__promisify__ });
    for (const holder of [globalThis, timers]) Object.assign(holder, { setImmediate: counted, clearImmediate: clear });
    syncBuiltinESMExports();
  }
}
