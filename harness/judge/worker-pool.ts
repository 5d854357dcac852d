/** Runs tasks, so many at once, since each is a thread with a heap of its own. Of those that wait the one with the lowest number comes first, and of equal ones the oldest. */
export class WorkerPool {
  readonly #size: number;
  readonly #waiting: { readonly order: number; begin(): Promise<void> }[] = [];
  #running = 0;

  /** @param size how many at once; at least 1. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Resolves when the task is done. @throws what it threw. */
  add(order: number, task: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, begin: () => task().then(resolve, reject) });
      // What is added in the same breath is weighed against each other.
      queueMicrotask(() => this.#next());
    });
  }

  #next(): void {
    while (this.#running < this.#size) {
      const first = Math.min(...this.#waiting.map(({ order }) => order));
      const index = this.#waiting.findIndex(({ order }) => order === first);
      const [chosen] = index === -1 ? [] : this.#waiting.splice(index, 1);
      if (chosen === undefined) return;
      this.#running++;
      void chosen.begin().then(() => {
        this.#running--;
        this.#next();
      });
    }
  }
}
