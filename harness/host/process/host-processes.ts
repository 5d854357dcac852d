import { Failure } from '../../contract/failure.ts';
import type { HostNotices } from '../host.ts';
import { limitText } from '../own-time/time-limits.ts';
import { StoreProcess, type StoreProcessOptions } from './store-process.ts';

export interface HostProcessesOptions {
  readonly notices: HostNotices;
  /** Ends everything: lives in progress reject with Failure CW_INTERRUPTED. */
  readonly signal?: AbortSignal | undefined;
  /** So much own time of all processes together. What goes beyond it rejects with Failure CW_TOOK_TOO_LONG. Unlimited by default. */
  readonly budgetMs?: number | undefined;
}

/** Whatever has to be ended. */
interface Ending {
  killNow(): void;
  kill(): Promise<void>;
}

/** All the processes of one host: how much time of their own they took, and how they end together. */
export class HostProcesses {
  readonly #options: HostProcessesOptions;
  readonly #running = new Set<Ending>();
  #stopped = false;
  #spentMs = 0;

  constructor(options: HostProcessesOptions) {
    this.#options = options;
    if (options.signal?.aborted === true) this.stop();
    options.signal?.addEventListener('abort', this.stop);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** @throws {Failure} CW_INTERRUPTED once they have been stopped. */
  start(options: Omit<StoreProcessOptions, 'notices'>): StoreProcess {
    return this.keep(() => new StoreProcess({ ...options, notices: this.#options.notices }));
  }

  /** The same, of whatever kind. */
  keep<P extends Ending>(start: () => P): P {
    this.#notStopped();
    const started = start();
    this.#running.add(started);
    return started;
  }

  /** It has ended, or somebody else sees to that. */
  forget(process: Ending): void {
    this.#running.delete(process);
  }

  /** @param ms own time that a process was waited for. */
  spend(ms: number): void {
    this.#spentMs += ms;
  }

  /** @throws {Failure} CW_INTERRUPTED or CW_TOOK_TOO_LONG where there is to be no further life. */
  mayGoOn(): void {
    this.#notStopped();
    const { budgetMs = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#spentMs <= budgetMs) return;
    throw new Failure('CW_TOOK_TOO_LONG', `It took more than ${limitText('confirmation', budgetMs)} of the processes' own time.`);
  }

  /** What came of the work. Rejects with Failure CW_INTERRUPTED if they were stopped meanwhile. */
  async unlessStopped<T>(work: Promise<T>): Promise<T> {
    const settled = await work.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    // Whatever came of it, it came of our killing.
    this.#notStopped();
    if ('error' in settled) throw settled.error;
    return settled.value;
  }

  /** Kills all of them, and starts no more. */
  readonly stop = (): void => {
    this.#stopped = true;
    for (const one of this.#running) one.killNow();
  };

  /** The same, and waits until nothing is left of them. */
  async dispose(): Promise<void> {
    this.#stopped = true;
    this.#options.signal?.removeEventListener('abort', this.stop);
    await Promise.all([...this.#running].map((one) => one.kill()));
  }

  #notStopped(): void {
    if (this.#stopped) throw new Failure('CW_INTERRUPTED', 'Interrupted before the store had been judged.');
  }
}
