import { childrenWantToGoOn, descendantsOf, ownTask, type Task, tasksOf } from './tasks.ts';

/** Captured at load: a simulated process has a clock of its own. */
const realNow = performance.now.bind(performance);

/** Who is waited for. */
export interface WaitedFor {
  /** Absent: this process. */
  readonly pid?: number | undefined;
  /** One thread of it, as the kernel counts them: whether it runs is told by its own time, whether it sleeps for good by that of all. */
  readonly task?: number | undefined;
  /** Processes that this one has started, and theirs, may be what is waited for too. Absent: those of this process. */
  readonly family?: number | undefined;
  /** What it has started is waited for as it is itself: what that runs counts. */
  readonly withChildren?: boolean | undefined;
}

/** Between two looks no more than this counts, whatever the clock says: who looks may be kept from it. */
const LONGEST_BETWEEN_LOOKS_MS = 1_000;

/**
 * How long somebody has been waited for, in time of its own: what it ran on a processor, and what it slept while nobody that it could be
 * waiting for wanted to run. Time in which it would have gone on and no processor was free does not count, so that a busy machine brings no
 * limit nearer.
 *
 * Linux tells (schedstat and stat of proc(5)). Elsewhere real time counts between looks that are not too far apart.
 */
export class OwnTime {
  readonly #whom: WaitedFor;
  readonly #looker = ownTask();
  #spentMs: number;
  #seen: { readonly atMs: number; readonly tasks: ReadonlyMap<number, Task> | undefined };

  /** It counts from now on. @param spentMs what was spent before. */
  constructor(whom: WaitedFor = {}, spentMs = 0) {
    this.#whom = whom;
    this.#spentMs = spentMs;
    this.#seen = this.#see();
  }

  /** Whether, but for the thread that asks, nobody wants to go on right now. */
  get isAsleep(): boolean {
    const { tasks } = this.#see();
    return tasks === undefined || ![...tasks.values()].some(({ id, wantsToGoOn }) => wantsToGoOn && !this.#isLooker(id));
  }

  /** So much by now. To be asked a few times a second: what happens between is made out from what was seen before and after. */
  look(): number {
    const before = this.#seen;
    const now = this.#see();
    this.#seen = now;
    const passedMs = Math.min(now.atMs - before.atMs, LONGEST_BETWEEN_LOOKS_MS);
    this.#spentMs += now.tasks === undefined ? passedMs : this.#spentBetween(before.tasks, now.tasks, passedMs);
    return this.#spentMs;
  }

  #spentBetween(before: ReadonlyMap<number, Task> | undefined, now: ReadonlyMap<number, Task>, passedMs: number): number {
    let ranMs = 0;
    let starvedMs = 0;
    let anyOn = false;
    for (const [id, task] of now) {
      const then = before?.get(id);
      if (this.#whom.task === undefined || this.#whom.task === id) ranMs += task.ranMs - (then?.ranMs ?? task.ranMs);
      if (this.#isLooker(id)) continue;
      starvedMs += task.starvedMs - (then?.starvedMs ?? task.starvedMs);
      anyOn ||= task.wantsToGoOn;
    }
    const ran = Math.min(Math.max(ranMs, 0), passedMs);
    const asleep = !anyOn && !childrenWantToGoOn(this.#whom.family);
    return asleep ? Math.max(ran, passedMs - Math.max(starvedMs, 0)) : ran;
  }

  #see(): { atMs: number; tasks: ReadonlyMap<number, Task> | undefined } {
    const { pid, withChildren = false } = this.#whom;
    const own = tasksOf(this.#isOurs ? 'self' : (pid ?? 'self'));
    const others = withChildren && pid !== undefined && own !== undefined ? descendantsOf(pid) : [];
    const tasks = own && [...own, ...others.flatMap((one) => tasksOf(one) ?? [])];
    return { atMs: realNow(), tasks: tasks && new Map(tasks.map((task) => [task.id, task])) };
  }

  #isLooker(id: number): boolean {
    return this.#isOurs && id === this.#looker;
  }

  get #isOurs(): boolean {
    return this.#whom.pid === undefined;
  }
}
