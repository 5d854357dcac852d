import { count } from './count.ts';
import { ellipsis } from './wrap.ts';

export interface ProgressFacts {
  /** Operation sequences run so far, and how many there are to run. */
  workloads: number;
  totalWorkloads: number;
  /** Crash images recovered so far. */
  images: number;
  /** Ids of the requirements that failed so far. */
  failures: readonly string[];
  suite?: string;
}

export interface Progress {
  /** Shows where the run is, at most ten times a second. */
  update(facts: ProgressFacts): void;
  /** Removes the line, so that other output can follow. The next `update` shows it again. */
  clear(): void;
}

/** What `createProgress` writes to: `process.stderr`. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly columns?: number;
}

const INTERVAL_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * A line on a terminal that says how far the run is. Writes nothing unless `enabled`: in a log file such lines are noise.
 *
 * @param options.now the clock, in milliseconds; for tests.
 */
export function createProgress(
  stream: ProgressStream,
  { enabled, now = () => performance.now() }: { enabled: boolean; now?: () => number },
): Progress {
  if (!enabled) return { update() {}, clear() {} };
  const startedMs = now();
  let shownMs = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    update(facts) {
      const atMs = now();
      if (atMs - shownMs < INTERVAL_MS) return;
      shownMs = atMs;
      shown = true;
      // One column is left free: a full line would wrap, and only its last row would be cleared.
      stream.write(CLEAR_LINE + ellipsis(progressLine(facts, atMs - startedMs), (stream.columns ?? 80) - 1));
    },
    clear() {
      if (shown) stream.write(CLEAR_LINE);
      shown = false;
      shownMs = Number.NEGATIVE_INFINITY;
    },
  };
}

function progressLine({ suite, workloads, totalWorkloads, images, failures }: ProgressFacts, elapsedMs: number): string {
  const facts = [`${count(workloads)}/${count(totalWorkloads)} workloads`, `${count(images)} crash images`];
  if (elapsedMs >= 500) facts.push(`${count(Math.round((images * 1000) / elapsedMs))}/s`);
  if (suite !== undefined) facts.unshift(suite);
  facts.push(failures.length === 0 ? 'no failure so far' : `failed: ${failures.join(', ')}`);
  return facts.join(' · ');
}
