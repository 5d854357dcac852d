/** Each is a thread with a heap of its own: a store with many failures must not start one for each of them. */
const MOST_AT_ONCE = 2;

/** Runs confirmations a few at a time, in the order in which they came. */
export class ConfirmationPool {
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #all: Promise<void>[] = [];
  #running = 0;

  add(confirm: () => Promise<void>): void {
    this.#all.push(
      new Promise((resolve, reject) => {
        this.#waiting.push(() => confirm().then(resolve, reject));
      }),
    );
    this.#next();
  }

  /** Resolves when all that were added are done. @throws what the first that failed threw. */
  async done(): Promise<void> {
    await Promise.all(this.#all);
  }

  #next(): void {
    while (this.#running < MOST_AT_ONCE) {
      const run = this.#waiting.shift();
      if (run === undefined) return;
      this.#running++;
      void run().then(() => {
        this.#running--;
        this.#next();
      });
    }
  }
}
