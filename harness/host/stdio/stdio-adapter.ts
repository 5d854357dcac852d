import path from 'node:path';
import type { Adapter, OpenContext } from '../../contract/adapter.ts';
import type { SessionStore } from '../../contract/session-store.ts';
import type { ClientEvents } from './client-events.ts';
import type { ProgramCommand } from './program.ts';
import { ProgramError } from './program-error.ts';
import { type ClientOptions, StdioClient } from './stdio-client.ts';
import { storeOver } from './stdio-store.ts';

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
  readonly #onErrors = new Map<string, OpenContext['onError']>();
  #started: Promise<StdioClient> | undefined;
  #instances = 0;

  constructor(command: ProgramCommand, options: StdioAdapterOptions) {
    this.#command = command;
    this.#options = options;
  }

  async client(): Promise<StdioClient> {
    const known = await this.#started;
    if (known?.isAlive === true) return known;
    this.#started = StdioClient.start(this.#command, {
      ...this.#options,
      events: { ...this.#options.events, onError: this.#told },
    });
    return this.#started;
  }

  async open({ dir, onError }: OpenContext): Promise<SessionStore> {
    const instance = `i${++this.#instances}`;
    // The same way as it is spelled, but absolute: where the program is nobody knows.
    const absolute = dir.endsWith('/') ? `${path.resolve(dir)}/` : path.resolve(dir);
    const client = await this.client();
    this.#onErrors.set(instance, onError);
    await client.request('open', { instance, dir: absolute });
    return storeOver(client, instance);
  }

  readonly #told: NonNullable<ClientEvents['onError']> = ({ instance, error }) =>
    this.#onErrors.get(instance)?.(new ProgramError(error));
}
