import { count } from './count.ts';
import { ellipsis } from './wrap.ts';

export interface ProgressFacts {
  /** How much of the run is done, from 0 to 1. */
  done: number;
  /** Crash images recovered so far. */
  images: number;
  /** Ids of the requirements that failed so far. */
  failures: readonly string[];
}

export interface Progress {
  /** Shows where the run is: on a terminal at most ten times a second, elsewhere every ten seconds. */
  update(facts: ProgressFacts): void;
  /** Writes something that stays, above the line. */
  note(text: string): void;
  /** Removes the line, so that other output can follow. The next `update` shows it again. */
  clear(): void;
}

/** What `createProgress` writes to: `process.stderr`. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly columns?: number;
  readonly isTTY?: boolean;
}

const INTERVAL_MS = 100;
const LOGGED_EVERY_MS = 10_000;
const CLEAR_LINE = '\r\u001b[2K';
/** Before that, what is left is anybody's guess. */
const GUESSED_FROM = 0.05;
const GUESSED_AFTER_MS = 2000;

/**
 * Says how far the run is: on a terminal in a line that is written again and again, elsewhere in a line every ten seconds, so that a log shows
 * that something goes on, and a short run writes nothing.
 *
 * @param options.now the clock, in milliseconds; for tests.
 */
export function createProgress(stream: ProgressStream, { now = () => performance.now() }: { now?: () => number } = {}): Progress {
  return stream.isTTY === true ? new LineOnTerminal(stream, now) : new LinesOfLog(stream, now);
}

/** Says nothing. */
export const NO_PROGRESS: Progress = { update: () => {}, note: () => {}, clear: () => {} };

class LineOnTerminal implements Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #startedMs: number;
  #shownMs = Number.NEGATIVE_INFINITY;
  #shown = false;

  constructor(stream: ProgressStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#startedMs = now();
  }

  update(facts: ProgressFacts): void {
    const atMs = this.#now();
    if (atMs - this.#shownMs < INTERVAL_MS) return;
    this.#shownMs = atMs;
    this.#shown = true;
    // One column is left free: a full line would wrap, and only its last row would be cleared.
    this.#stream.write(CLEAR_LINE + ellipsis(progressLine(facts, atMs - this.#startedMs), (this.#stream.columns ?? 80) - 1));
  }

  note(text: string): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  clear(): void {
    if (this.#shown) this.#stream.write(CLEAR_LINE);
    this.#shown = false;
    this.#shownMs = Number.NEGATIVE_INFINITY;
  }
}

class LinesOfLog implements Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #startedMs: number;
  #shownMs: number;

  constructor(stream: ProgressStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#startedMs = now();
    this.#shownMs = this.#startedMs;
  }

  update(facts: ProgressFacts): void {
    const atMs = this.#now();
    if (atMs - this.#shownMs < LOGGED_EVERY_MS) return;
    this.#shownMs = atMs;
    this.#stream.write(`${progressLine(facts, atMs - this.#startedMs)}\n`);
  }

  /** The report has it, soon enough. */
  note(): void {}

  clear(): void {}
}

function progressLine({ done, images, failures }: ProgressFacts, elapsedMs: number): string {
  const facts = [`${Math.floor(done * 100)} % in ${timeText(elapsedMs)}`];
  if (done >= GUESSED_FROM && done < 1 && elapsedMs >= GUESSED_AFTER_MS)
    facts.push(`about ${timeText((elapsedMs / done) * (1 - done))} left`);
  facts.push(`${count(images)} crash images`);
  facts.push(failures.length === 0 ? 'no failure so far' : `failed: ${failures.join(', ')}`);
  return facts.join(' · ');
}

function timeText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
