import type { Fields, Json, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { isWellFormed } from '../is-well-formed.ts';
import { type RedisConnection, type RedisOptions, type RedisTransaction, redisConnection } from './ioredis.ts';

const LONGEST_WAIT_MS = 5_000;
/** The field that every session has: a hash without fields is none. The others are JSON, which has a text for every name. */
const MARK = '';

export interface RedisSessionsOptions {
  readonly url: string;
  /** So long after its last write or touch a session is gone. */
  readonly ttlMs?: number;
}

/**
 * Sessions in Redis: a hash for the fields of each, and a list for its records. Every operation is one command or one transaction. Nothing is sent a second time:
 * a call whose connection was lost rejects, for whether it happened nobody can know.
 */
export class RedisSessions implements SessionStore {
  protected readonly redis: RedisConnection;
  protected readonly ttlMs: number | undefined;

  static async open(options: RedisSessionsOptions): Promise<SessionStore> {
    return new RedisSessions(await RedisSessions.prepare(options), options.ttlMs);
  }

  protected static async prepare({ url }: RedisSessionsOptions, own: RedisOptions = {}): Promise<RedisConnection> {
    const redis = await redisConnection(url, {
      // What was in flight when a connection ended is rejected, and not sent again on the next one.
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      commandTimeout: LONGEST_WAIT_MS,
      connectTimeout: LONGEST_WAIT_MS,
      ...own,
    });
    redis.on('error', () => {});
    try {
      await redis.connect();
      return redis;
    } catch (error) {
      redis.disconnect();
      throw error;
    }
  }

  protected constructor(redis: RedisConnection, ttlMs?: number) {
    this.redis = redis;
    this.ttlMs = ttlMs;
  }

  async create(session: string, fields: Fields): Promise<void> {
    await this.change(session, (transaction) => {
      transaction.del(hashOf(session), listOf(session));
      transaction.hset(hashOf(session), encoded(fields));
    });
  }

  async patch(session: string, fields: Fields): Promise<void> {
    await this.change(session, (transaction) => void transaction.hset(hashOf(session), encoded(fields)));
  }

  async append(session: string, record: Json): Promise<void> {
    await this.appendAll(session, [record]);
  }

  async appendAll(session: string, records: Json[]): Promise<void> {
    await this.change(session, (transaction) => {
      transaction.hset(hashOf(session), encoded({}));
      transaction.rpush(listOf(session), ...records.map((record) => JSON.stringify(record)));
    });
  }

  async rewrite(session: string, records: Json[]): Promise<void> {
    await this.change(session, (transaction) => {
      transaction.hset(hashOf(session), encoded({}));
      transaction.del(listOf(session));
      if (records.length > 0) transaction.rpush(listOf(session), ...records.map((record) => JSON.stringify(record)));
    });
  }

  /** What is not there does not come to be by a time at which it ends. */
  async touch(session: string): Promise<void> {
    await this.change(session, () => {});
  }

  async delete(session: string): Promise<void> {
    await this.redis.del(hashOf(session), listOf(session));
  }

  async read(session: string): Promise<SessionState | null> {
    if (!isWellFormed(session)) return null;
    const transaction = this.redis.multi().hgetall(hashOf(session)).lrange(listOf(session), 0, -1);
    const [hash, list] = await resultsOf(transaction);
    const fields = hash as { [field: string]: string };
    if (fields[MARK] === undefined) return null;
    const named = Object.entries(fields).filter(([name]) => name !== MARK);
    return {
      fields: Object.fromEntries(named.map(([name, value]) => [JSON.parse(name), JSON.parse(value)])),
      records: (list as string[]).map((record) => JSON.parse(record)),
    };
  }

  async list(): Promise<string[]> {
    return (await this.redis.keys('fields:*')).map((key) => key.slice('fields:'.length));
  }

  close(): void {
    this.redis.disconnect();
  }

  /** One transaction. Both parts of the session end in the same millisecond. */
  protected async change(session: string, add: (transaction: RedisTransaction) => void): Promise<void> {
    if (!isWellFormed(session)) throw new TypeError('the id is no text that UTF-8 can hold');
    const transaction = this.redis.multi();
    add(transaction);
    const endsMs = this.ttlMs === undefined ? Number.MAX_SAFE_INTEGER : Date.now() + this.ttlMs;
    transaction.pexpireat(hashOf(session), endsMs).pexpireat(listOf(session), endsMs);
    await resultsOf(transaction);
  }
}

export function hashOf(session: string): string {
  return `fields:${session}`;
}

export function listOf(session: string): string {
  return `records:${session}`;
}

export function encoded(fields: Fields): { [field: string]: string } {
  return {
    [MARK]: '1',
    // What is given as `undefined` has no text, and changes nothing.
    ...Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : [[JSON.stringify(name), JSON.stringify(value)]],
      ),
    ),
  };
}

/** @throws what the first of its commands that failed was refused with. */
async function resultsOf(transaction: RedisTransaction): Promise<unknown[]> {
  const results = await transaction.exec();
  if (results === null) throw new Error('the transaction was not done');
  return results.map(([error, result]) => {
    if (error !== null) throw error;
    return result;
  });
}
