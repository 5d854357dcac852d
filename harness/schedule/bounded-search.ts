import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { type Choice, isPreemption } from './turns.ts';

export interface BoundedSearchOptions {
  readonly preemptions: number;
  readonly free?: (actor: number) => boolean;
  readonly random?: Random;
}

/**
 * All schedules with at most so many preemptions, one run each, those with fewer first (iterative context bounding: Musuvathi and Qadeer, PLDI 2007).
 * Where nobody is preempted an actor goes on as long as it can; who follows is tried in every order.
 *
 * A run is told by its prefix of choices; what comes after follows the default. So the search needs nothing but the choices of the runs
 * before, and is the same on every machine.
 */
export class BoundedSearch {
  readonly #free: (actor: number) => boolean;
  readonly #most: number;
  readonly #random: Random | undefined;
  readonly #runs = new RunPrefixes();
  /** Prefixes still to be run, by the number of their preemptions; as `RunPrefixes` counts them. */
  readonly #waiting: number[][];
  #bound = 0;

  /**
   * @param options.free actors to switch to which costs nothing: deaths.
   * @param options.random of those with two preemptions and more, which are many, picks any: so that a part of them is spread over all.
   */
  constructor({ preemptions, free = () => false, random }: BoundedSearchOptions) {
    this.#most = preemptions;
    this.#free = free;
    this.#random = random;
    this.#waiting = Array.from({ length: preemptions + 1 }, () => []);
    this.#waiting[0]?.push(NOTHING);
  }

  /** How many preemptions the schedules have that are being tried. */
  get bound(): number {
    return this.#bound;
  }

  /** The next run; `undefined` when all have been tried. */
  next(): BoundedRun | undefined {
    for (let bound = 0; bound <= this.#most; bound++) {
      const prefix = this.#pick(this.#waiting[bound] ?? [], bound);
      if (prefix === undefined) continue;
      this.#bound = bound;
      return new BoundedRun(this.#runs.choices(prefix));
    }
    return undefined;
  }

  /** Notes what a run of `next` did, so that its neighbours are tried. */
  ran({ prefix }: BoundedRun, choices: readonly Choice[]): void {
    const run = this.#runs.add(choices);
    let cost = this.#costOf(choices.slice(0, prefix.length));
    for (let at = prefix.length; at < choices.length; at++) {
      const choice = choices[at];
      if (choice === undefined) break;
      const last = choices[at - 1]?.actor ?? -1;
      for (const actor of choice.able) {
        if (actor === choice.actor) continue;
        const dearer = cost + this.#cost({ actor, able: choice.able }, last);
        if (dearer <= this.#most) this.#waiting[dearer]?.push(prefixNumber({ run, at, actor }));
      }
      cost += this.#cost(choice, last);
    }
  }

  #pick(waiting: number[], bound: number): number | undefined {
    const last = waiting.length - 1;
    if (bound < 2 || this.#random === undefined || last < 1) return waiting.shift();
    const at = this.#random.below(waiting.length);
    const picked = waiting[at];
    waiting[at] = waiting[last] ?? NOTHING;
    waiting.pop();
    return picked;
  }

  #costOf(choices: readonly Choice[]): number {
    return choices.reduce((sum, choice, index) => sum + this.#cost(choice, choices[index - 1]?.actor ?? -1), 0);
  }

  #cost(choice: Choice, last: number): number {
    return isPreemption(choice, last) && !this.#free(choice.actor) ? 1 : 0;
  }
}

/** The prefix without a choice. */
const NOTHING = -1;
const MOST_ACTORS = 256;
const MOST_STEPS = 2 ** 24;

/** A run's first `at` choices, then this actor. In one number, since a run of n steps leaves n of them. */
function prefixNumber({ run, at, actor }: { run: number; at: number; actor: number }): number {
  return (run * MOST_STEPS + at) * MOST_ACTORS + actor;
}

/** What the runs chose, once each: prefixes that were copied would take memory with the square of a run's length. */
class RunPrefixes {
  readonly #runs: Uint8Array[] = [];

  add(choices: readonly Choice[]): number {
    return this.#runs.push(Uint8Array.from(choices, ({ actor }) => actor)) - 1;
  }

  choices(prefix: number): number[] {
    if (prefix === NOTHING) return [];
    const place = Math.floor(prefix / MOST_ACTORS);
    const chosen = this.#runs[Math.floor(place / MOST_STEPS)] ?? [];
    return [...chosen.slice(0, place % MOST_STEPS), prefix % MOST_ACTORS];
  }
}

/** One run of a bounded search: a prefix of choices, then nobody is preempted. */
export class BoundedRun implements Scheduler {
  readonly prefix: readonly number[];
  #at = 0;

  constructor(prefix: readonly number[]) {
    this.prefix = prefix;
  }

  next(able: readonly number[], last: number): number {
    const wanted = this.prefix[this.#at++];
    if (wanted !== undefined && able.includes(wanted)) return wanted;
    return able.includes(last) ? last : (able[0] ?? 0);
  }
}
