import type { Adapter, OpenContext } from '../../contract/adapter.ts';
import type { SessionStore } from '../../contract/session-store.ts';
import type { ClientEvents } from './client-events.ts';
import type { ProgramCommand } from './program.ts';
import { ProgramStores } from './program-stores.ts';
import { type ClientOptions, StdioClient } from './stdio-client.ts';

export interface StdioAdapterOptions extends Omit<ClientOptions, 'events'> {
  /** Told of what no call can be told. `onError` goes to the store's own. */
  readonly events?: Omit<ClientEvents, 'onError'>;
}

const made = new WeakSet<Adapter>();

/** Whether an adapter presents a program over stdio. */
export function isOverStdio(adapter: Adapter): boolean {
  return made.has(adapter);
}

/**
 * The adapter of a store in a program that speaks protocol 1. The program is started at once, since name and claims come from it; all that is opened is opened in it. Where it has
 * ended, the next `open` starts it again.
 *
 * @throws {Failure} as `StdioClient.start`.
 */
export async function stdioAdapter(command: ProgramCommand, options: StdioAdapterOptions): Promise<Adapter> {
  const program = new Program(command, options);
  const { name, version, claims } = (await program.client()).facts;
  const adapter: Adapter = {
    name,
    claims,
    package: { name, ...(version === undefined ? {} : { version }) },
    open: (context) => program.open(context),
  };
  made.add(adapter);
  return adapter;
}

/** One program, and what is open in it. */
class Program {
  readonly #command: ProgramCommand;
  readonly #options: StdioAdapterOptions;
  readonly #stores = new ProgramStores();
  #started: Promise<StdioClient> | undefined;

  constructor(command: ProgramCommand, options: StdioAdapterOptions) {
    this.#command = command;
    this.#options = options;
  }

  async client(): Promise<StdioClient> {
    const known = await this.#started;
    if (known?.isAlive === true) return known;
    this.#started = StdioClient.start(this.#command, {
      ...this.#options,
      events: { ...this.#options.events, onError: this.#stores.told },
    });
    return this.#started;
  }

  async open(context: OpenContext): Promise<SessionStore> {
    return this.#stores.open(await this.client(), context);
  }
}
