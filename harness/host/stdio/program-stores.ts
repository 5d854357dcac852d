import path from 'node:path';
import type { OpenContext } from '../../contract/adapter.ts';
import type { SessionStore } from '../../contract/session-store.ts';
import type { ClientEvents } from './client-events.ts';
import { ProgramError } from './program-error.ts';
import type { StdioClient } from './stdio-client.ts';
import { storeOver } from './stdio-store.ts';

/** The stores that were opened in programs, each an instance with a name of its own. */
export class ProgramStores {
  readonly #onErrors = new Map<string, OpenContext['onError']>();
  #opened = 0;

  /** Rejects as `StdioClient.request`. */
  async open(client: StdioClient, { dir, onError }: OpenContext): Promise<SessionStore> {
    const instance = `i${++this.#opened}`;
    // The same way as it is spelled, but absolute: where the program is nobody knows.
    const absolute = dir.endsWith('/') ? `${path.resolve(dir)}/` : path.resolve(dir);
    this.#onErrors.set(instance, onError);
    await client.request('open', { instance, dir: absolute });
    return storeOver(client, instance);
  }

  /** To be told what programs tell of their instances. */
  readonly told: NonNullable<ClientEvents['onError']> = ({ instance, error }) =>
    this.#onErrors.get(instance)?.(new ProgramError(error));
}
