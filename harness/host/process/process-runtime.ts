import { type Held, heldIn } from '../held.ts';
import { OwnTime, type WaitedFor } from '../own-time/own-time.ts';
import { Patience } from '../own-time/patience.ts';
import { limitText } from '../own-time/time-limits.ts';
import { errorText, failed, type Outcome, type Problem, threw } from '../problem.ts';
import type { Runtime } from '../runtime.ts';

/** In own time: so long at most what runs in the background is waited for. */
const LONGEST_REST_MS = 1_000;
const LOOK_MS = 5;

export interface ProcessRuntimeParts {
  /** Own time that a call may take. Whether it would have come back later nobody knows. */
  readonly callDeadlineMs: number;
  /** Told before each call of the store. */
  readonly onCall: () => void;
  /** What was thrown where nobody could catch it, if anything was. */
  readonly stray: () => Problem | undefined;
  /** Resolves when that happens: whoever threw may never settle. */
  readonly strayed: Promise<void>;
  /** File-system calls in flight. */
  readonly pendingCalls: () => number;
  /** What this process has open below the life's root; absent or `undefined` where that is not known. */
  readonly openPaths?: () => readonly string[] | undefined;
}

/** Runs one life's calls in real time, in a process of its own. */
export class ProcessRuntime implements Runtime {
  readonly #parts: ProcessRuntimeParts;
  /** Of the calls that are under way: called when something was thrown on the side. A `race` with one promise for all of them would remember each. */
  readonly #givingUp = new Set<() => void>();

  constructor(parts: ProcessRuntimeParts) {
    this.#parts = parts;
    parts.strayed.then(() => {
      for (const giveUp of this.#givingUp) giveUp();
    });
  }

  async settle<T>(call: () => T | PromiseLike<T>): Promise<Outcome<Awaited<T>>> {
    const { stray, onCall } = this.#parts;
    const before = stray();
    if (before !== undefined) return { ok: false, problem: before };
    onCall();
    const outcome = await this.#withDeadline(begin(call));
    // What the store threw on the side while it was called comes up within a turn.
    await turn();
    const problem = stray();
    return problem === undefined ? outcome : { ok: false, problem };
  }

  async #withDeadline<T>(outcome: Promise<Outcome<T>>): Promise<Outcome<T>> {
    const { callDeadlineMs } = this.#parts;
    let giveUp = (): void => {};
    const hung = new Promise<Outcome<T>>((resolve) => {
      giveUp = () => resolve(failed('hung', stillWaiting(callDeadlineMs)));
    });
    this.#givingUp.add(giveUp);
    const patience = new Patience(callDeadlineMs, BESIDE_OTHERS, giveUp);
    try {
      return await Promise.race([outcome, hung]);
    } finally {
      patience.stop();
      this.#givingUp.delete(giveUp);
    }
  }

  async rest(): Promise<void> {
    let late = false;
    const looks = LONGEST_REST_MS / LOOK_MS;
    const ownTime = new OwnTime(BESIDE_OTHERS);
    for (let look = 0; !late; look++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (this.#parts.pendingCalls() === 0 && !somethingIsDue()) return;
      late = look >= looks && ownTime.look() >= LONGEST_REST_MS;
    }
  }

  held(withPromises: boolean): Held {
    return heldIn(this.#parts.openPaths?.(), withPromises && !somethingIsDue());
  }
}

/** Calls the store. Never rejects. */
export async function begin<T>(call: () => T | PromiseLike<T>): Promise<Outcome<Awaited<T>>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    const { problem } = threw(error);
    return problem.kind === 'hung' ? { ok: false, problem } : failed('threw', errorText(error));
  }
}

export function stillWaiting(deadlineMs: number): string {
  return `it was still waiting after ${limitText('call', deadlineMs)} of real time`;
}

/** This process may wait for another one of the same run, which holds a lock. */
const BESIDE_OTHERS: WaitedFor = { family: process.ppid };

/** Timers and immediates of the store; ours are not running while this is asked. */
function somethingIsDue(): boolean {
  return process.getActiveResourcesInfo().some((name) => name === 'Timeout' || name === 'Immediate');
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
