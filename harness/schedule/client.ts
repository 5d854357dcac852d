import { AsyncLocalStorage } from 'node:async_hooks';

/** Follows a client through its awaits and callbacks. */
const clients = new AsyncLocalStorage<string>();

/** Runs something, and everything that it starts, on behalf of a client. */
export function asClient<T>(client: string, run: () => T): T {
  return clients.run(client, run);
}

let performing: string | undefined;

/** The same for what calls no code of anybody's: it is not followed, and costs less. */
export function performFor<T>(client: string, perform: () => T): T {
  performing = client;
  try {
    return perform();
  } finally {
    performing = undefined;
  }
}

/** On whose behalf the code runs that asks; `undefined` outside of `asClient`. */
export function currentClient(): string | undefined {
  return performing ?? clients.getStore();
}

/** Clients are no longer followed, which costs every promise of the thread a little. The next `asClient` begins anew. */
export function stopFollowingClients(): void {
  clients.disable();
}
