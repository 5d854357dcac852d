import { NoAnswer } from '../no-answer.ts';
import type { WaitedFor } from '../own-time/own-time.ts';
import { Patience } from '../own-time/patience.ts';
import { LONGEST_LINE } from './message-lines.ts';

interface Request {
  readonly id: number;
  readonly op: string;
  readonly line: string;
  readonly limitMs: number | undefined;
  readonly resolve: (ok: unknown) => void;
  readonly reject: (error: unknown) => void;
  patience?: Patience;
}

export interface RequestsParts {
  readonly write: (line: string) => void;
  /** Who is waited for. */
  readonly whom: WaitedFor;
  /** A request was not answered in time. */
  readonly onLate: (op: string) => void;
}

/** What a program was asked and has not answered yet. One after the other, unless it takes several at once. */
export class Requests {
  /** The program takes further requests before it has answered. */
  concurrent = false;
  readonly #parts: RequestsParts;
  readonly #inFlight = new Map<number, Request>();
  #waiting: Request[] = [];
  #next = 0;
  #isHeld = false;

  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  /**
   * Asks, and resolves to the program's `ok`. What is in `fields` is written before this returns. Rejects where the line would be too long.
   *
   * @param limitMs own time of the program in which it has to answer, from when it is sent; absent: somebody else sees to that.
   */
  ask(op: string, fields: object, limitMs: number | undefined): Promise<unknown> {
    const id = this.#next++;
    // Version first, then id: a program that cannot read the rest of a line can still tell which one it was.
    const line = JSON.stringify(op === 'hello' ? { cw: 1, id, op, ...fields } : { id, op, ...fields });
    if (Buffer.byteLength(line) >= LONGEST_LINE)
      return Promise.reject(new Error(`${op} does not fit into a line of ${LONGEST_LINE} bytes`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id, op, line, limitMs, resolve, reject });
      this.#send();
    });
  }

  /** The request that an answer is for, which is no longer in flight then; `undefined`: nobody waits for such an answer. */
  take(id: number): Pick<Request, 'op' | 'resolve' | 'reject'> | undefined {
    const request = this.#inFlight.get(id);
    request?.patience?.stop();
    this.#inFlight.delete(id);
    this.#send();
    return request;
  }

  /** Whether there was such a request. */
  wasSent(id: number): boolean {
    return Number.isInteger(id) && id >= 0 && id < this.#next && !this.#waiting.some((request) => request.id === id);
  }

  /** Somebody holds the program: it is waited for no longer. */
  standsStill(): void {
    this.#isHeld = true;
    for (const { patience } of this.#inFlight.values()) patience?.pause();
  }

  /** And may go on. */
  goesOn(): void {
    this.#isHeld = false;
    for (const { patience } of this.#inFlight.values()) patience?.resume();
  }

  /** None of them will be answered. */
  rejectAll(error: unknown): void {
    const all = [...this.#inFlight.values(), ...this.#waiting];
    this.#inFlight.clear();
    this.#waiting = [];
    for (const { patience, reject } of all) {
      patience?.stop();
      reject(error);
    }
  }

  #send(): void {
    while (this.#waiting.length > 0 && (this.concurrent || this.#inFlight.size === 0)) {
      const request = this.#waiting.shift();
      if (request === undefined) return;
      this.#inFlight.set(request.id, request);
      if (request.limitMs !== undefined) {
        request.patience = new Patience(request.limitMs, this.#parts.whom, () => this.#parts.onLate(request.op));
        if (this.#isHeld) request.patience.pause();
      }
      this.#parts.write(`${request.line}\n`);
    }
  }
}

/** For requests that a program never answered. */
export function noAnswer(op: string, limit: string): NoAnswer {
  return new NoAnswer(`${op} was not answered within ${limit} of the program's own time`);
}
