import { ProjectPackage } from '../../harness/contract/project-package.ts';

/** What is used of a connection of ioredis. */
export interface RedisConnection {
  connect(): Promise<void>;
  hgetall(key: string): Promise<{ [field: string]: string }>;
  hset(key: string, fields: { readonly [field: string]: string }): Promise<unknown>;
  lrange(key: string, start: number, stop: number): Promise<string[]>;
  rpush(key: string, ...values: string[]): Promise<unknown>;
  del(...keys: string[]): Promise<unknown>;
  pexpireat(key: string, atMs: number): Promise<unknown>;
  keys(pattern: string): Promise<string[]>;
  multi(): RedisTransaction;
  disconnect(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Commands that the server does one after the other, with nothing between, or not at all. */
export interface RedisTransaction {
  hset(key: string, fields: { readonly [field: string]: string }): RedisTransaction;
  hgetall(key: string): RedisTransaction;
  rpush(key: string, ...values: string[]): RedisTransaction;
  lrange(key: string, start: number, stop: number): RedisTransaction;
  del(...keys: string[]): RedisTransaction;
  pexpireat(key: string, atMs: number): RedisTransaction;
  exec(): Promise<[error: Error | null, result: unknown][] | null>;
}

export interface RedisOptions {
  readonly lazyConnect?: boolean;
  readonly maxRetriesPerRequest?: number | null;
  readonly autoResendUnfulfilledCommands?: boolean;
  readonly commandTimeout?: number | undefined;
  readonly connectTimeout?: number;
}

export const ioredis = new ProjectPackage('ioredis', '5 || 6');

/** A connection by the project's own ioredis, which is not made yet. */
export async function redisConnection(url: string, options: RedisOptions): Promise<RedisConnection> {
  const { Redis } = await ioredis.import<{ Redis: new (url: string, options: RedisOptions) => RedisConnection }>({
    Redis: ['connect', 'multi', 'disconnect'],
  });
  return new Redis(url, { lazyConnect: true, ...options });
}
