import { requestsForDirectories } from '../../disk/facade/directory.ts';
import { type Held, heldIn } from '../held.ts';
import { lastLook, OutsideWait } from '../own-time/outside-wait.ts';
import { limitText } from '../own-time/time-limits.ts';
import { failed, type Outcome, type Problem, threw } from '../problem.ts';
import type { Runtime } from '../runtime.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Virtual time that a call may take before it counts as never finishing. Leases that a dead process left are a day old by then. */
const LONGEST_CALL_MS = 600 * 1000;
/** And timers that may fire meanwhile: a poll every 10 ms. */
const MOST_TIMERS = 60_000;
/** Real time for which the event loop is turned rather than put to sleep. */
const SPIN_MS = 2;
/** Real time before a store that nothing seems to wake is called hung. */
const LAST_LOOK_MS = 50;
/** Virtual time that `rest` lets pass: debounced writes end, and what runs at intervals has run. */
const LONGEST_REST_MS = 600_000;
/** Event-loop turns without anything happening after which the store counts as idle. */
const IDLE_TURNS = 3;

const realSetTimeout = globalThis.setTimeout;
const realSetImmediate = globalThis.setImmediate;

export interface RuntimeParts {
  readonly time: VirtualTime;
  /** Simulated fs calls in flight. */
  pendingCalls(): number;
  /** Jobs of the thread pool that are no fs calls. */
  realWork(): number;
  /** What ended the life from the side, if something did. */
  stray(): Problem | undefined;
  /** Resolves when all simulated calls have completed, sooner than a turn of the event loop; absent where each takes a turn. */
  idle?(): Promise<void>;
  /** Whether immediates were asked for that have not run; absent where `idle` is. */
  hasImmediates?(): boolean;
  /** Lets somebody go on who was held back, now that the store is at rest; `false` if nobody is. `resting`: nothing is waited for. */
  proceed?(resting: boolean): boolean;
  /** Asks `next` whenever the store is at rest, sooner than a turn of the event loop; as of `QuickGate`. Absent where each step takes turns. */
  drive?(next: () => 'went' | 'stop'): Promise<void>;
  /** Something is on its way that does not need to be let go. */
  isDue?(): boolean;
  /** What the store has open. */
  openPaths?(): readonly string[];
  /** Tells the watcher on the main thread that this thread is alive. */
  beat(): void;
}

/** Runs one life's calls on the simulated disk and in virtual time. */
export class SimulatedRuntime implements Runtime {
  readonly #parts: RuntimeParts;

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
  }

  async settle<T>(call: () => T | PromiseLike<T>): Promise<Outcome<Awaited<T>>> {
    const stray = this.#parts.stray();
    if (stray !== undefined) return { ok: false, problem: stray };
    let returned: T | PromiseLike<T>;
    let thenable: boolean;
    try {
      returned = call();
      // A getter of the store's, which may throw.
      thenable = isThenable(returned);
    } catch (error) {
      return this.#outcomeOf(threw(error));
    }
    if (!thenable) return this.#outcomeOf({ ok: true, value: returned as Awaited<T> });
    let outcome: Outcome<Awaited<T>> | undefined;
    // `Promise.resolve` tames foreign thenables, which may call back twice or throw.
    Promise.resolve(returned).then(
      (value) => {
        outcome = { ok: true, value: value as Awaited<T> };
      },
      (error: unknown) => {
        outcome = threw(error);
      },
    );
    const end = await this.#until(() => outcome !== undefined, LONGEST_CALL_MS);
    return this.#outcomeOf(outcome ?? failed('hung', HUNG[end]()));
  }

  async rest(): Promise<void> {
    await this.#until(() => false, LONGEST_REST_MS, { lastLook: false });
  }

  held(withPromises: boolean): Held {
    return heldIn(this.#parts.openPaths?.(), withPromises && !this.#parts.time.hasTimers);
  }

  /** Resolves when nothing can happen any more without time going on. */
  async quiet(): Promise<void> {
    const { idle, hasImmediates, pendingCalls, realWork } = this.#parts;
    if (idle !== undefined) {
      await idle();
      if (hasImmediates?.() === false && pendingCalls() === 0 && realWork() === 0) return;
    }
    await this.#until(() => false, 0, { lastLook: false });
  }

  #outcomeOf<T>(outcome: Outcome<T>): Outcome<T> {
    const stray = this.#parts.stray();
    return stray === undefined ? outcome : { ok: false, problem: stray };
  }

  /** Turns the event loop, and where nothing else is left the clock, until the condition holds or nothing can happen any more. */
  async #until(condition: () => boolean, longestMs: number, { lastLook: looksLater } = { lastLook: true }): Promise<WaitEnd> {
    const { time, pendingCalls, realWork, stray, beat, drive } = this.#parts;
    await this.#parts.idle?.();
    if (condition()) return 'done';
    const start = time.nowMs;
    let idle = 0;
    let timers = 0;
    let outside: OutsideWait | undefined;
    let lookedTwice = !looksLater;
    const next = (): 'went' | 'stop' => {
      if (condition() || stray() !== undefined || realWork() > 0 || this.#parts.isDue?.() === true) return 'stop';
      if (this.#parts.proceed?.(!looksLater) !== true) return 'stop';
      lookedTwice = !looksLater;
      return 'went';
    };
    for (;;) {
      await drive?.(next);
      if (condition() || stray() !== undefined) return 'done';
      await turn();
      if (condition() || stray() !== undefined) return 'done';
      idle = pendingCalls() > 0 ? 0 : idle + 1;
      if (idle < IDLE_TURNS) continue;
      if (realWork() > 0 || somethingRealIsInFlight()) {
        outside ??= new OutsideWait();
        if (outside.isTooLong) return 'something-real';
        // Most of it is over within a few turns; only what takes longer is worth sleeping for.
        if (outside.lastsMs > SPIN_MS) await new Promise<void>((resolve) => realSetTimeout(resolve, 1));
        continue;
      }
      outside = undefined;
      if (this.#parts.proceed?.(!looksLater) === true) {
        idle = 0;
        lookedTwice = !looksLater;
        continue;
      }
      if (longestMs === 0) return 'asleep';
      if (!time.hasTimers) {
        // Not everything that is on its way shows as a resource: a last look, later.
        if (lookedTwice) return 'asleep';
        lookedTwice = true;
        await lastLook(LAST_LOOK_MS);
        continue;
      }
      if (timers++ > MOST_TIMERS || time.nowMs - start > longestMs) return 'too-long';
      beat();
      time.next();
      idle = 0;
    }
  }
}

/** Why a wait ended. */
type WaitEnd = 'done' | 'asleep' | 'too-long' | 'something-real';

const HUNG: { readonly [E in WaitEnd]: () => string } = {
  done: () => 'it was not waited for',
  asleep: () => 'it was waiting, and nothing was left that could have woken it',
  'too-long': () => 'it was still waiting after ten minutes of simulated time',
  'something-real': () => `it was waiting for something outside the simulation, for more than ${limitText('outside')}`,
};

function turn(): Promise<void> {
  return new Promise((resolve) => realSetImmediate(resolve));
}

/** Resources that are always there, or only our own; anything else is a request which the simulation does not control. */
const OWN_RESOURCES: ReadonlySet<string> = new Set(['MessagePort', 'Immediate', 'Timeout', 'TTYWrap', 'PipeWrap', 'WORKER']);

/** A request that the simulation does not control, such as loading a module. */
export function somethingRealIsInFlight(): boolean {
  const foreign = process.getActiveResourcesInfo().filter((name) => !OWN_RESOURCES.has(name));
  if (foreign.length === 0) return false;
  const requests = foreign.filter((name) => name === 'FSReqCallback').length;
  return foreign.length > requests || requests > requestsForDirectories();
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
