import type { Held } from '../held.ts';
import { OwnTime, type WaitedFor } from '../own-time/own-time.ts';
import type { Outcome, Problem } from '../problem.ts';
import { begin } from '../process/process-runtime.ts';
import type { Runtime } from '../runtime.ts';

/** In own time: so long at most what a program does in the background is waited for. */
const LONGEST_REST_MS = 1_000;
const LOOK_MS = 5;

export interface ProgramRuntimeParts {
  readonly program: WaitedFor;
  /** What happened to the program on the side, if anything did. */
  readonly stray: () => Problem | undefined;
  /** Resolves when that happens: a call may never be answered then. */
  readonly strayed: Promise<void>;
  /** What it has open below the life's root; `undefined` where that is not known. */
  readonly openPaths: () => readonly string[] | undefined;
}

/** Runs one life's calls of a program. Each is a request, and whoever sends it keeps its deadline. */
export class ProgramRuntime implements Runtime {
  readonly #parts: ProgramRuntimeParts;
  #isOver = false;

  constructor(parts: ProgramRuntimeParts) {
    this.#parts = parts;
  }

  /** The life ends here: whatever comes of its calls from now on, it does not go on. */
  end(): void {
    this.#isOver = true;
  }

  async settle<T>(call: () => T | PromiseLike<T>): Promise<Outcome<Awaited<T>>> {
    const { stray, strayed } = this.#parts;
    const before = stray();
    if (before !== undefined) return { ok: false, problem: before };
    const outcome = await Promise.race([begin(call), strayed]);
    if (this.#isOver) return new Promise(() => {});
    const problem = stray();
    if (problem !== undefined) return { ok: false, problem };
    if (outcome === undefined) throw new Error('nothing has come of a call');
    return outcome;
  }

  /** As far as a program shows it from outside: none of its threads wants to run. */
  async rest(): Promise<void> {
    const ownTime = new OwnTime(this.#parts.program);
    do await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    while (!ownTime.isAsleep && ownTime.look() < LONGEST_REST_MS);
  }

  /** What the program itself has open. */
  held(): Held {
    const descriptors = this.#parts.openPaths();
    return descriptors === undefined ? {} : { descriptors };
  }
}
