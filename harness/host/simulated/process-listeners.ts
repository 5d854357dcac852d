/** Handlers that lives put on `process` (exit, signals) would pile up over thousands of lives; those of the modules stay. */
export class ProcessListeners {
  #added: [event: string | symbol, listener: () => void][] = [];

  /** From now on handlers are those of a life. */
  keep(): void {
    process.on('newListener', (event: string | symbol, listener: () => void) => void this.#added.push([event, listener]));
    this.#added = [];
  }

  restore(): void {
    for (const [event, listener] of this.#added) process.removeListener(event, listener);
    this.#added.length = 0;
  }
}
