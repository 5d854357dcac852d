import { descendantsOf } from '../../own-time/tasks.ts';
import { ThreadWatch } from '../../own-time/thread-watch.ts';

/** A process on a stage, with whatever it has started: all of it is one process group. */
export class Player {
  readonly pid: number;
  readonly threads: ThreadWatch;
  /** What it is known to consist of. */
  #pids: readonly number[];
  #isFrozen = false;

  /** @param pids of what it consists of; first who leads the group. @throws Error for a process that has not begun. */
  constructor(pids: readonly number[]) {
    const [pid] = pids;
    if (pid === undefined) throw new Error('there is no such process');
    this.pid = pid;
    this.#pids = pids;
    this.threads = new ThreadWatch(...pids);
  }

  /** Takes up what it has started since: a store may be a program, and begin another one. Tells whether that has changed. */
  takesUpChildren(): boolean {
    const pids = [this.pid, ...descendantsOf(this.pid)];
    if (pids.length === this.#pids.length && pids.every((pid) => this.#pids.includes(pid))) return false;
    this.#pids = pids;
    this.threads.follow(pids);
    return true;
  }

  /** No time passes for it: what it waits for by the clock does not come. Not to be used on one that waits for a lock, whose call would fail. */
  freeze(): void {
    if (!this.#isFrozen) this.#isFrozen = this.#signal('SIGSTOP');
  }

  thaw(): void {
    if (this.#isFrozen) this.#signal('SIGCONT');
    this.#isFrozen = false;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** It leaves the stage. */
  leave(): void {
    this.thaw();
    this.threads.close();
  }

  #signal(name: 'SIGSTOP' | 'SIGCONT'): boolean {
    try {
      return process.kill(-this.pid, name);
    } catch {
      return false;
    }
  }
}
