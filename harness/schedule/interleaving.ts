import type { Turn } from '../verdict/counterexample.ts';

/** Somebody who uses a store at the same time as others. */
export interface Client {
  readonly name: string;
  /** Begins; to be called once, when its first turn comes. Absent: it has begun. */
  start?: () => void;
  /** It has nothing more to do. What it left to the background may still go on. */
  isDone(): boolean;
}

/** What an interleaving chooses from. */
export interface Steps {
  canStep(client: string): boolean;
  step(client: string): boolean;
}

/**
 * Follows a schedule, one step at a time, each asked for when the process is at rest. Whose turn it is may be waiting for somebody who is held
 * back (a queue, a lock): then another client takes a step, which does not count, so that no schedule makes a deadlock. After the
 * last turn everybody goes on until all are done, in the order in which they were given.
 */
export class Interleaving {
  readonly #steps: Steps;
  readonly #clients: readonly Client[];
  readonly #turns: readonly Turn[];
  readonly #started = new Set<string>();
  #turn = 0;
  #taken = 0;

  constructor(steps: Steps, clients: readonly Client[], turns: readonly Turn[]) {
    this.#steps = steps;
    this.#clients = clients;
    this.#turns = turns;
    for (const { name, start } of clients) if (start === undefined) this.#started.add(name);
  }

  /**
   * Takes the next step. `false` if nobody can: everybody waits for time to pass, or is done.
   *
   * @param options.patient do not let others go on while the one whose turn it is waits: rather let time pass.
   */
  proceed({ patient = false } = {}): boolean {
    const client = this.#current()?.client;
    if (client === undefined) return this.#clients.some(({ name }) => this.#start(name) || this.#steps.step(name));
    if (this.#start(client)) return true;
    if (this.#steps.step(client)) {
      this.#taken++;
      return true;
    }
    if (patient) return false;
    const other = this.#clients.find(({ name }) => name !== client && this.#started.has(name) && this.#steps.canStep(name));
    return other !== undefined && this.#steps.step(other.name);
  }

  /** The turn that is neither used up nor that of somebody who is done. */
  #current(): Turn | undefined {
    for (;;) {
      const turn = this.#turns[this.#turn];
      if (turn === undefined) return undefined;
      const done = this.#clients.find(({ name }) => name === turn.client)?.isDone() ?? true;
      if (!done && this.#taken < (turn.steps ?? Number.POSITIVE_INFINITY)) return turn;
      this.#turn++;
      this.#taken = 0;
    }
  }

  #start(name: string): boolean {
    const client = this.#clients.find((candidate) => candidate.name === name);
    if (client?.start === undefined || this.#started.has(name)) return false;
    this.#started.add(name);
    client.start();
    return true;
  }
}
