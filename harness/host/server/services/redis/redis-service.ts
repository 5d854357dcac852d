import { Failure } from '../../../../contract/failure.ts';
import { redis } from '../../proxy/protocols/redis.ts';
import { loginFailure } from '../login-failure.ts';
import type { Service, ServiceOptions } from '../service.ts';
import { shownUrl } from '../shown-url.ts';
import { RedisClient, type RedisLogin } from './client.ts';

/** As many databases as a Redis has, where nobody says otherwise. */
const MOST_DATABASES = 16;

interface RedisOptions extends Omit<ServiceOptions, 'signal'> {
  /** It is a server of our own: what it remembers of scripts is forgotten with the rest. */
  readonly own: boolean;
}

/**
 * A place of our own on a Redis: a database that was empty when we came, and is emptied.
 *
 * @throws {Failure} CW_SERVICE_UNREACHABLE, CW_SERVICE_LOGIN, CW_SERVICE_HAS_TABLES.
 */
export async function redisService(url: string, options: RedisOptions): Promise<Service> {
  const refused = (error: unknown): never => {
    throw loginFailure('redis', url, error);
  };
  const login = loginOf(url);
  const client = await RedisClient.connect(login).catch(refused);
  try {
    const database = await emptyDatabase(client, login.database, url, options).catch((error) =>
      error instanceof Failure ? error : refused(error),
    );
    if (database instanceof Failure) throw database;
    const info = await client.command('INFO', 'server').catch(() => ['']);
    const version = /redis_version:(\S+)/.exec(info[0] ?? '')?.[1] ?? '';
    return new RedisService(url, { login: { ...login, database }, client, version: `Redis ${version}`.trim(), own: options.own });
  } catch (error) {
    client.end();
    throw error;
  }
}

async function emptyDatabase(client: RedisClient, named: number, url: string, { mayHaveTables }: RedisOptions): Promise<number> {
  const candidates = [named, ...(mayHaveTables ? Array.from({ length: MOST_DATABASES }, (_, number) => number) : [])];
  for (const database of candidates) {
    const selected = await client.command('SELECT', `${database}`).catch(() => undefined);
    if (selected === undefined) break;
    const [keys] = await client.command('DBSIZE');
    if (keys === '0') return database;
  }
  throw new Failure(
    'CW_SERVICE_HAS_TABLES',
    `Expected an empty database at ${shownUrl(url)}; found keys in ${mayHaveTables ? 'all of them' : `database ${named}`}.`,
    {
      hint: mayHaveTables
        ? 'Name a server with an empty database: what was empty when we came is emptied, and nothing else is touched.'
        : 'Name an empty one, such as .../9. --service-may-have-tables takes the first empty one of the same server: it is emptied in the end, and nothing else is touched.',
    },
  );
}

interface RedisParts {
  readonly login: RedisLogin;
  readonly client: RedisClient;
  readonly version: string;
  readonly own: boolean;
}

class RedisService implements Service {
  readonly name = 'redis';
  readonly protocol = redis;
  readonly target: { readonly host: string; readonly port: number };
  readonly version: string;
  readonly #url: string;
  readonly #login: RedisLogin;
  readonly #own: boolean;
  #client: RedisClient;

  constructor(url: string, { login, client, version, own }: RedisParts) {
    this.#url = url;
    this.#login = login;
    this.#client = client;
    this.version = version;
    this.#own = own;
    this.target = { host: login.host, port: login.port };
  }

  async reset(): Promise<void> {
    const client = await this.#connected();
    await client.command('FLUSHDB');
    // Otherwise a script is sent whole in the first trial, and by its sum in all that follow.
    if (this.#own) await client.command('SCRIPT', 'FLUSH');
  }

  urlAt(port: number): string {
    const url = new URL(this.#url);
    url.hostname = '127.0.0.1';
    url.port = `${port}`;
    url.pathname = `/${this.#login.database}`;
    return url.href;
  }

  /** No command of a Redis waits for what another client holds. */
  async hasBlocked(): Promise<boolean> {
    return false;
  }

  async content(): Promise<string> {
    const client = await this.#connected();
    const keys = [...(await client.command('KEYS', '*'))].sort();
    const parts: string[] = [];
    for (const key of keys) parts.push(key, await textOf(client, key));
    return parts.join('\n');
  }

  async end(): Promise<void> {
    const client = await this.#connected().catch(() => undefined);
    await client?.command('FLUSHDB').catch(() => {});
    client?.end();
  }

  async #connected(): Promise<RedisClient> {
    if (!this.#client.isOpen) {
      this.#client = await RedisClient.connect(this.#login).catch((error: unknown) => {
        throw loginFailure('redis', this.#url, error);
      });
    }
    return this.#client;
  }
}

const READERS: { readonly [type: string]: (key: string) => string[] } = {
  string: (key) => ['GET', key],
  list: (key) => ['LRANGE', key, '0', '-1'],
  hash: (key) => ['HGETALL', key],
  set: (key) => ['SMEMBERS', key],
  zset: (key) => ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
};

/** Sets and hashes have no order of their own. */
async function textOf(client: RedisClient, key: string): Promise<string> {
  const [type = ''] = await client.command('TYPE', key);
  const texts = await client.command(...(READERS[type]?.(key) ?? ['DUMP', key]));
  if (type === 'set') return JSON.stringify([...texts].sort());
  if (type !== 'hash') return JSON.stringify(texts);
  const fields = texts.flatMap((field, at) => (at % 2 === 0 ? [[field, texts[at + 1]]] : []));
  return JSON.stringify(fields.sort());
}

function loginOf(url: string): RedisLogin {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    user: username === '' ? undefined : decodeURIComponent(username),
    password: password === '' ? undefined : decodeURIComponent(password),
    database: /^\/\d+$/.test(pathname) ? Number(pathname.slice(1)) : 0,
  };
}
