import { ProjectPackage } from '../../harness/contract/project-package.ts';
import type { ServiceKind } from '../../harness/contract/served-adapter.ts';
import type { Preset } from './presets.ts';

/** What has to be known of a package whose sessions are on a server. */
export interface ServedPreset {
  readonly service: ServiceKind;
  readonly listed?: Pick<Preset, 'listsNoIds'>;
  /** Constructor options of a store that is connected with the server, and how it is left if the store has no `close`. */
  connect(url: string, onError: (error: unknown) => void): Promise<{ readonly options: object; close?(): Promise<unknown> }>;
  /** Resolves when the store has made its table, for those who tell that. */
  ready?(store: object): Promise<unknown>;
}

const REDIS = new ProjectPackage('redis', '^4.0.0 || ^5.0.0 || ^6.0.0');

const KNEX = new ProjectPackage('knex', '3');
const PG = new ProjectPackage('pg', '8');

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
  'connect-session-knex': {
    service: 'postgres',
    listed: { listsNoIds: true },
    // It is given a knex, which is the project's own and finds the project's pg.
    connect: async (url) => {
      await PG.importAny();
      const { default: knex } = await KNEX.import<{ default(options: object): { destroy(): Promise<void> } }>({ default: [] });
      const made = knex({ client: 'pg', connection: url });
      return { options: { knex: made, cleanupInterval: 0 }, close: () => made.destroy() };
    },
  },
  'express-mysql-session': {
    service: 'mysql',
    connect: async (url) => ({ options: { ...mysqlOptions(url), clearExpired: false } }),
    // "onReady() can be used to determine when the store is ready".
    ready: (store) => (store as { onReady(): Promise<unknown> }).onReady(),
  },
};

function mysqlOptions(url: string): object {
  const { hostname, port, username, password, pathname } = new URL(url);
  const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  return { host: hostname, port: Number(port), user, password: secret, database: decodeURIComponent(pathname.slice(1)) };
}

export function servedPresetOf(packageName: string): ServedPreset | undefined {
  return Object.hasOwn(SERVED_PRESETS, packageName) ? SERVED_PRESETS[packageName] : undefined;
}
