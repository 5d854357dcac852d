import type { StoreProcess } from '../store-process.ts';
import type { ClientHost } from './client-host.ts';
import { ClientProcess } from './client-process.ts';

export interface ClientPoolParts {
  /** Begins a process that will host clients. Throws where there is to be no further one. */
  readonly start: () => StoreProcess;
  /** It is gone. */
  readonly forget: (process: StoreProcess) => void;
  readonly startMs: number;
  readonly onPrinted: (bytes: number) => void;
}

/** What a store leaves behind in its process, in timers and memory, is bounded so. */
const MOST_ATTEMPTS = 300;
const CLOSING_MS = 2_000;

/** Processes that stay from attempt to attempt: to start one takes ten times as long as an attempt. Each has a name. */
export class ClientPool {
  /** Whether processes may stay. */
  lasting = true;
  readonly #parts: ClientPoolParts;
  readonly #slots = new Map<string, Promise<ClientProcess>>();
  /** Names of those that are closing what the last attempt opened. */
  readonly #closing = new Map<string, Promise<void>>();
  readonly #started = new Map<ClientProcess, StoreProcess>();

  constructor(parts: ClientPoolParts) {
    this.#parts = parts;
  }

  /** The processes of these names, with their stores loaded and no attempt. Rejects with the `Failure` of loading. */
  async take(names: readonly string[]): Promise<ClientProcess[]> {
    await Promise.all(names.map((name) => this.#closing.get(name)));
    return Promise.all(
      names.map(async (name) => {
        const known = await this.#slots.get(name);
        const taken = known?.isAlive === true && known.attempts < MOST_ATTEMPTS ? known : await this.#replace(name, known);
        taken.attempts++;
        return taken;
      }),
    );
  }

  /** The attempt of a process is over. What is not clean afterwards is replaced. */
  release(name: string, process: ClientProcess, hosts: readonly ClientHost[]): Promise<void> {
    const close = async (): Promise<void> => {
      const answers = this.lasting ? await Promise.all(hosts.map((host) => host.ask({ do: 'end' }, CLOSING_MS))) : [];
      const clean = answers.length > 0 && answers.every((answered) => answered.how === 'done' && answered.answer.clean === true);
      if (!clean || !process.isAlive) void this.#replace(name, process).catch(() => {});
    };
    // Of a process that cannot do its work the next attempt will hear.
    const closing = close().catch(() => {});
    this.#closing.set(name, closing);
    return closing;
  }

  /** Ends all of them; the next ones have done nothing yet. */
  async restart(): Promise<void> {
    await Promise.all(this.#closing.values());
    const old = await Promise.allSettled(this.#slots.values());
    this.#slots.clear();
    this.#closing.clear();
    await Promise.all(old.map((one) => (one.status === 'fulfilled' ? this.#end(one.value) : undefined)));
  }

  #replace(name: string, old: ClientProcess | undefined): Promise<ClientProcess> {
    const starting = this.#start();
    // Whoever needs it will see it fail.
    starting.catch(() => {});
    this.#slots.set(name, starting);
    if (old !== undefined) void this.#end(old);
    return starting;
  }

  async #start(): Promise<ClientProcess> {
    const { start, startMs, onPrinted } = this.#parts;
    const started = start();
    await started.readyWithin(startMs);
    const process = new ClientProcess(started, onPrinted);
    this.#started.set(process, started);
    return process;
  }

  async #end(process: ClientProcess): Promise<void> {
    await process.end();
    const started = this.#started.get(process);
    this.#started.delete(process);
    if (started !== undefined) this.#parts.forget(started);
  }
}
