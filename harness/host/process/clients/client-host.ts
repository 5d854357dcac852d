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
  #events: TimedEvent[] = [];
  #stray: Problem | undefined;
  #waiting: { readonly answered: (answered: Answered) => void; readonly heard: () => void } | undefined;
  #gone = false;

  constructor(send: (command: ClientCommand) => void) {
    this.#send = send;
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
    this.#send(command);
  }

  /** Has something done; the next thing when that is done. Waits as long as events come, and then up to `quietMs` longer. */
  ask(command: Exclude<ClientCommand, Begin>, quietMs: number): Promise<Answered> {
    if (this.#gone) return Promise.resolve({ how: 'gone' });
    return new Promise((resolve) => {
      const timer = setTimeout(() => answered({ how: 'overdue' }), quietMs);
      const answered = (what: Answered): void => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(what);
      };
      this.#waiting = { answered, heard: () => void timer.refresh() };
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
    gone: (): void => {
      this.#gone = true;
      this.#waiting?.answered({ how: 'gone' });
    },
  };
}
