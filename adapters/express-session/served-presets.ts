import { ProjectPackage } from '../../harness/contract/project-package.ts';
import type { ServiceKind } from '../../harness/contract/served-adapter.ts';

/** What has to be known of a package whose sessions are on a server. */
export interface ServedPreset {
  readonly service: ServiceKind;
  /** Constructor options of a store that is connected with the server, and how it is left if the store has no `close`. */
  connect(url: string, onError: (error: unknown) => void): Promise<{ readonly options: object; close?(): Promise<unknown> }>;
}

const REDIS = new ProjectPackage('redis', '^4.0.0 || ^5.0.0 || ^6.0.0');

interface RedisClient {
  connect(): Promise<unknown>;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  /** From 5 on. */
  close?(): Promise<unknown>;
  quit?(): Promise<unknown>;
}

const SERVED_PRESETS: { readonly [packageName: string]: ServedPreset } = {
  'connect-pg-simple': {
    service: 'postgres',
    // The removal of expired sessions is a matter of a timer, and none is needed: what has expired is not selected.
    connect: async (url) => ({ options: { conString: url, createTableIfMissing: true, pruneSessionInterval: false } }),
  },
  'connect-redis': {
    service: 'redis',
    // It is given a client, which is the project's own, with the listener for errors that its documentation asks for.
    connect: async (url, onError) => {
      const { createClient } = await REDIS.import<{ createClient(options: object): RedisClient }>({ createClient: [] });
      const client = createClient({ url });
      client.on('error', onError);
      await client.connect();
      return { options: { client }, close: async () => (client.close ?? client.quit)?.call(client) };
    },
  },
};

export function servedPresetOf(packageName: string): ServedPreset | undefined {
  return Object.hasOwn(SERVED_PRESETS, packageName) ? SERVED_PRESETS[packageName] : undefined;
}
