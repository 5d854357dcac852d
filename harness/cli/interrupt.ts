/** A person who presses the key again means to be quicker; one who presses it this often wants no report. */
const MOST_SIGNALS = 5;

/**
 * Runs work that Ctrl-C (or SIGTERM) ends early: the signal fires, and the work reports what it has. A second one changes nothing, since the report is on
 * its way and would be cut; a fifth exits at once.
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  interruptible(() => controller.abort());
  return work(controller.signal);
}

let signals = 0;
let abort: () => void = () => {};
let listening = false;

/** The handlers stay until the process ends: what is written after the work must not be cut either. */
function interruptible(onFirst: () => void): void {
  abort = onFirst;
  if (signals > 0) abort();
  if (listening) return;
  listening = true;
  const interrupt = (): void => {
    signals++;
    if (signals >= MOST_SIGNALS) process.exit(130);
    abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
}
