import { type ProcessProgram, ProcessThread } from './process-thread.ts';

/**
 * Threads for the processes of a program, kept from run to run: to start one takes longer than dozens of runs. The n-th process is always
 * in the n-th thread, unless they are to take turns.
 */
export class ProcessPool {
  readonly #program: ProcessProgram;
  #threads: ProcessThread[] = [];
  #swapped = false;

  constructor(program: ProcessProgram) {
    this.#program = program;
  }

  /**
   * So many threads that stand still.
   *
   * @param options.fresh with modules that nobody has used yet.
   * @param options.inTurn the first two change places from run to run, so that what their modules count stays about the same.
   */
  async threads(count: number, { fresh = false, inTurn = false } = {}): Promise<readonly ProcessThread[]> {
    if (fresh) await this.dispose();
    this.#swapped = inTurn && !fresh && !this.#swapped;
    const starting = Array.from({ length: count }, (_, index) => {
      const thread = this.#threads[index];
      return thread?.isReady() ? thread : ProcessThread.start(this.#program);
    });
    const threads = await Promise.all(starting);
    this.#threads = [...threads, ...this.#threads.slice(count)];
    const [first, second, ...others] = threads;
    return this.#swapped && first !== undefined && second !== undefined ? [second, first, ...others] : threads;
  }

  /** Ends all threads. */
  async dispose(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map((thread) => thread.end()));
  }
}
