import type { WaitedFor } from '../../own-time/own-time.ts';
import { Patience } from '../../own-time/patience.ts';
import type { Problem } from '../../problem.ts';
import type { ClientAnswer, ClientCommand, TimedEvent } from './client-messages.ts';

/** What became of a command: it was done, nothing had come for too long, or nobody is there any more. */
export type Answered =
  | { readonly how: 'done'; readonly answer: ClientAnswer }
  | { readonly how: 'overdue' }
  | { readonly how: 'gone' };

type Begin = Extract<ClientCommand, { do: 'begin' }>;

/** Somebody who hosts clients, from the outside: a process, or a thread of one. */
export class ClientHost {
  readonly #send: (command: ClientCommand) => void;
  readonly #whom: WaitedFor;
  #spentMs = 0;
  #events: TimedEvent[] = [];
  #stray: Problem | undefined;
  #waiting:
    | {
        readonly answered: (answered: Answered) => void;
        readonly heard: () => void;
        readonly refused: (failure: unknown) => void;
      }
    | undefined;
  #gone = false;
  #refusal: { readonly failure: unknown } | undefined;

  /** @param whom the process. */
  constructor(send: (command: ClientCommand) => void, whom: WaitedFor) {
    this.#send = send;
    this.#whom = whom;
  }

  /** Own time for which it was waited for, in this attempt. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** Of this attempt. */
  get events(): readonly TimedEvent[] {
    return this.#events;
  }

  /** The first thing of this attempt that was thrown where nobody could catch it. */
  get stray(): Problem | undefined {
    return this.#stray;
  }

  get isGone(): boolean {
    return this.#gone;
  }

  begin(command: Begin): void {
    this.#events = [];
    this.#stray = undefined;
    this.#spentMs = 0;
    this.#send(command);
  }

  /**
   * Has something done; the next thing when that is done. Waits as long as events come, and then up to `quietMs` of own time longer. Rejects with the
   * `Failure` where the process has said that it cannot do its work.
   */
  ask(command: Exclude<ClientCommand, Begin>, quietMs: number): Promise<Answered> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal.failure);
    if (this.#gone) return Promise.resolve({ how: 'gone' });
    // Nobody waits for what was asked before: it would be waited for for ever.
    this.#waiting?.answered({ how: 'overdue' });
    return new Promise((resolve, reject) => {
      const patience = new Patience(quietMs, this.#whom, () => answered({ how: 'overdue' }));
      const over = (): void => {
        patience.stop();
        this.#spentMs += patience.spentMs;
        this.#waiting = undefined;
      };
      const answered = (what: Answered): void => {
        over();
        resolve(what);
      };
      const refused = (failure: unknown): void => {
        over();
        reject(failure);
      };
      this.#waiting = { answered, heard: () => patience.heard(), refused };
      this.#send(command);
    });
  }

  /** To be called with what comes from there. */
  readonly on = {
    event: (event: TimedEvent): void => {
      this.#events.push(event);
      this.#waiting?.heard();
    },
    answer: (answer: ClientAnswer): void => this.#waiting?.answered({ how: 'done', answer }),
    stray: (problem: Problem): void => {
      this.#stray ??= problem;
      // Whoever threw may never come back.
      this.#waiting?.answered({ how: 'overdue' });
    },
    refused: (failure: unknown): void => {
      this.#refusal = { failure };
      this.#waiting?.refused(failure);
    },
    gone: (): void => {
      this.#gone = true;
      this.#waiting?.answered({ how: 'gone' });
    },
  };
}
