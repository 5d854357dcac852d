/** Holds back what the backend and the rows have to say, so that somebody decides what comes first. */
export class Completions {
  readonly #held: (() => void)[] = [];
  readonly #choices: number[];

  constructor(choices: readonly number[]) {
    this.#choices = [...choices];
  }

  /** Resolves when it is this one's turn. */
  pass(): Promise<void> {
    if (this.#choices.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#held.push(resolve));
  }

  get waiting(): boolean {
    return this.#held.length > 0;
  }

  /** Lets the next one go on: `command` if it is the next command's turn, where there is one. */
  next(hasCommand: boolean): 'completion' | 'command' {
    const choice = this.#choices.shift() ?? 0;
    const index = choice % (this.#held.length + (hasCommand ? 1 : 0));
    const [go] = this.#held.splice(index, 1);
    if (this.#choices.length === 0) this.letAll();
    if (go === undefined) return 'command';
    go();
    return 'completion';
  }

  /** From now on nothing is held back. */
  letAll(): void {
    this.#choices.length = 0;
    for (const go of this.#held.splice(0)) go();
  }
}
